import type { Rect } from '@kinfolio/rm-format'
import type { TilePicture } from './protocol.ts'
import { OVERLAP_PX, rectOf, scaleOf, TILE_PX } from './tile-plan.ts'
import type { Tile } from './tile-plan.ts'

/** What is put into a sheet: tiles in page units, which are scaled as a whole. Moving or zooming writes one transform. */
export function openWorld(sheet: HTMLElement, label: string) {
  const levels = new Map<number, HTMLElement>()
  const root = childOf(sheet, { inset: '0', overflow: 'hidden', contain: 'strict' })
  root.setAttribute('role', 'img')
  root.ariaLabel = label
  root.ariaBusy = 'true'
  const world = childOf(root, { left: '0', top: '0', transformOrigin: '0 0', willChange: 'transform' })

  return {
    setSize({ width, height }: Rect): void {
      Object.assign(world.style, { width: `${width}px`, height: `${height}px` })
    },
    setScale(cssPerUnit: number): void {
      world.style.transform = `scale(${cssPerUnit})`
    },
    setBusy(isBusy: boolean): void {
      root.ariaBusy = String(isBusy)
    },
    add(tile: Tile, { picture, frame }: { picture: TilePicture; frame: Rect }): HTMLCanvasElement {
      const shown = canvasOf(picture, sheet.ownerDocument)
      Object.assign(shown.style, placeOf(tile, frame))
      let layer = levels.get(tile.level)
      if (layer === undefined) levels.set(tile.level, (layer = childOf(world, { inset: '0' })))
      layer.append(shown)
      return shown
    },
    /** The wanted level lies on top and the overview below all; others only fill in until the wanted one is complete. */
    showLevels({ wanted, overview, isComplete }: { wanted: number; overview: number; isComplete: boolean }): void {
      for (const [level, layer] of levels) {
        layer.style.zIndex = level === wanted ? '2' : level === overview ? '0' : '1'
        layer.hidden = isComplete && level !== wanted && level !== overview
      }
    },
    close: (): void => root.remove(),
  }
}

function childOf(parent: HTMLElement, style: Record<string, string>): HTMLElement {
  const child = parent.ownerDocument.createElement('div')
  // Styles are set one by one and not as text, which a strict content security policy refuses.
  Object.assign(child.style, { position: 'absolute', ...style })
  parent.append(child)
  return child
}

function canvasOf(picture: TilePicture, document: Document): HTMLCanvasElement {
  if (picture instanceof HTMLCanvasElement) return picture
  const canvas = document.createElement('canvas')
  canvas.width = picture.width
  canvas.height = picture.height
  canvas.getContext('bitmaprenderer')?.transferFromImageBitmap(picture)
  return canvas
}

function placeOf(tile: Tile, frame: Rect): Record<string, string> {
  const { x, y } = rectOf(tile, frame)
  const scale = scaleOf(tile.level)
  const side = `${(TILE_PX + 2 * OVERLAP_PX) / scale}px`
  const left = `${x - frame.x - OVERLAP_PX / scale}px`
  const top = `${y - frame.y - OVERLAP_PX / scale}px`
  // A host's style sheet may keep pictures and canvases within their box.
  return { position: 'absolute', left, top, width: side, height: side, maxWidth: 'none' }
}
