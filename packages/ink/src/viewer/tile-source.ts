import { NO_LIGHT } from './protocol.ts'
import type { Answer, Light, Wish } from './protocol.ts'
import { paintInSlices } from './tile-server.ts'
import type { Tile } from './tile-plan.ts'

type SourceInput = {
  packed: Uint8Array<ArrayBuffer>
  paper: string
  /** Opens a worker whose script calls `runTileWorker`. */
  openWorker: (() => Worker) | undefined
  document: Document
  hear: (answer: Answer) => void
}
type Source = { wish(wish: Wish): void; close(): void }

/**
 * The painter in a worker where the browser can do that; else, or when the worker fails, on the main thread in slices.
 * Tiles that were wanted of a failed worker have to be wanted again: `hear` is told of the failure.
 */
export function openTileSource({ packed, paper, openWorker, document, hear }: SourceInput) {
  let isInWorker = false
  let [light, paperNow, epoch]: [Light, string, number] = [NO_LIGHT, paper, 0]
  let source = openWorker !== undefined && canPaintInWorker() ? inWorker(openWorker) : paintInSlices(document, hear)
  source.wish({ kind: 'open', packed, paper })

  function inWorker(open: () => Worker): Source {
    isInWorker = true
    const worker = open()
    worker.addEventListener('message', ({ data }: MessageEvent<Answer>) => {
      if (data.kind === 'failed') fallBack()
      hear(data)
    })
    worker.addEventListener('error', ({ message }) => {
      fallBack()
      hear({ kind: 'failed', message })
    })
    return { wish: (wish) => worker.postMessage(wish), close: () => worker.terminate() }
  }

  function fallBack(): void {
    if (!isInWorker) return
    isInWorker = false
    source.close()
    source = paintInSlices(document, hear)
    source.wish({ kind: 'open', packed, paper: paperNow })
    source.wish({ kind: 'light', light, epoch })
  }

  return {
    want: (tiles: readonly Tile[]): void => source.wish({ kind: 'want', tiles }),
    light(next: Light, of: number): void {
      ;[light, epoch] = [next, of]
      source.wish({ kind: 'light', light, epoch })
    },
    setPaper(colour: string, of: number): void {
      ;[paperNow, epoch] = [colour, of]
      source.wish({ kind: 'paper', paper: colour, epoch })
    },
    close: (): void => source.close(),
  }
}

function canPaintInWorker(): boolean {
  return typeof OffscreenCanvas === 'function' && 'transferToImageBitmap' in OffscreenCanvas.prototype
}
