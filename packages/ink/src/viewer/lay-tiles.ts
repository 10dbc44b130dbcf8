import type { Rect } from '@kinfolio/rm-format'
import { lookAt, planLook, watchLook } from './plan-look.ts'
import type { LookPlan } from './plan-look.ts'
import { NO_LIGHT } from './protocol.ts'
import type { Answer, Light } from './protocol.ts'
import { keyOf, onPage, rectOf } from './tile-plan.ts'
import { openTileSource } from './tile-source.ts'
import { createTileStore } from './tile-store.ts'
import { openWorld } from './tile-world.ts'

/** New tiles taken in a frame: each costs the main thread about a fifth of a millisecond, of its 8. */
const TAKEN_A_FRAME = 6

export type TilesInput = {
  /** The box of the page: as wide and high as the page is shown. Tiles are put into it. */
  sheet: HTMLElement
  /** What scrolls, and so says which part of the sheet is seen. */
  view: HTMLElement
  /** Of `packPage`. */
  packed: Uint8Array<ArrayBuffer>
  /** Opens a worker whose script calls `runTileWorker`; without one, or when it fails, painting is done in slices. */
  openWorker?: (() => Worker) | undefined
  /** CSS colour of the paper. */
  paper: string
  /** What a screen reader says. */
  label: string
}

export type Tiles = {
  /** Marks places, and colours the ink in some of them. */
  light(light: Light): void
  setPaper(colour: string): void
  close(): void
}

/**
 * Shows a page as tiles that stay sharp at every size of its sheet. Tiles are painted in a worker; here they are only
 * put in place, so that the host may scroll and resize the sheet by whatever means it likes. `aria-busy` on what is put
 * into the sheet tells whether all that is seen is painted.
 */
export function layTiles({ sheet, view, packed, openWorker, paper, label }: TilesInput): Tiles {
  const world = openWorld(sheet, label)
  const store = createTileStore<HTMLElement>({ drop: ({ shown }) => shown.remove() })
  const arrived: Extract<Answer, { kind: 'painted' }>[] = []
  const source = openTileSource({ packed, paper, openWorker, document: sheet.ownerDocument, hear })
  const stopWatching = watchLook({ sheet, view }, schedule)
  let frame: Rect | undefined
  let [light, epoch] = [NO_LIGHT, 0]
  let scheduled = 0
  let asked = ''

  function hear(answer: Answer): void {
    if (answer.kind === 'painted') arrived.push(answer)
    if (answer.kind === 'opened') world.setSize((frame = answer.frame))
    if (answer.kind === 'failed') asked = ''
    schedule()
  }

  function schedule(): void {
    if (scheduled === 0) scheduled = requestAnimationFrame(arrange)
  }

  /** Everything that the main thread does for a frame. */
  function arrange(): void {
    scheduled = 0
    const look = frame && lookAt({ sheet, view, frame })
    if (frame === undefined || look === undefined) return
    for (const { tile, picture, epoch: of } of arrived.splice(0, TAKEN_A_FRAME))
      store.put({ tile, shown: world.add(tile, { picture, frame }), epoch: of })
    if (arrived.length > 0) schedule()
    world.setScale(look.cssPerUnit)
    const plan = planLook(look, frame)
    const { level: wanted, overviewLevel: overview, seen } = plan
    keep(plan)
    world.showLevels({ wanted, overview, isComplete: seen.every((tile) => store.get(tile) !== undefined) })
    ask(plan)
  }

  function keep({ overview, seen, ahead }: LookPlan): void {
    store.touch([...ahead, ...seen])
    const needed = new Set([...overview, ...seen].map(keyOf))
    store.fit((tile) => needed.has(keyOf(tile)))
  }

  function ask({ overview, seen, ahead }: LookPlan): void {
    const wanted = new Map([...overview, ...seen, ...ahead].map((tile) => [keyOf(tile), tile]))
    for (const [key, tile] of wanted) if (store.get(tile)?.epoch === epoch) wanted.delete(key)
    world.setBusy([...overview, ...seen].some((tile) => wanted.has(keyOf(tile))))
    const wish = `${epoch} ${[...wanted.keys()].join(' ')}`
    if (wish !== asked) source.want([...wanted.values()])
    asked = wish
  }

  return {
    light(next) {
      const boxes = [...light.marks, ...next.marks].map(({ box }) => box).concat(light.inkIn, next.inkIn)
      light = next
      epoch++
      // What the change does not touch is as good as painted after it.
      for (const one of store.values())
        if (one.epoch === epoch - 1 && frame !== undefined && !touches(boxes, rectOf(one.tile, frame), frame))
          one.epoch = epoch
      source.light(light, epoch)
      schedule()
    },
    setPaper(colour) {
      source.setPaper(colour, ++epoch)
      schedule()
    },
    close() {
      cancelAnimationFrame(scheduled)
      stopWatching()
      source.close()
      world.close()
    },
  }
}

/** A stroke lies by its greater part in a box; the rest of it reaches as far as the box is large. */
function touches(boxes: readonly Rect[], tile: Rect, frame: Rect): boolean {
  return boxes.some((box) => {
    const { x, y, width, height } = onPage(box, frame)
    return (
      x - width <= tile.x + tile.width &&
      tile.x <= x + 2 * width &&
      y - height <= tile.y + tile.height &&
      tile.y <= y + 2 * height
    )
  })
}
