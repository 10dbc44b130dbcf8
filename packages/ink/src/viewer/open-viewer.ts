import { listenForGestures } from './gestures.ts'
import { layTiles } from './lay-tiles.ts'
import type { Tiles, TilesInput } from './lay-tiles.ts'
import { sizeOfPacked } from './pack-page.ts'
import { clampZoom, fittingSize, scrollAfterZoom, zoomedIn, zoomedOut } from './zoom.ts'

export type ViewerInput = Pick<TilesInput, 'packed' | 'openWorker' | 'paper' | 'label'> & {
  /** An element with a size of its own. The viewer fills it. */
  element: HTMLElement
}

export type Viewer = Tiles & {
  zoomIn(): void
  zoomOut(): void
  /** Shows the whole page. */
  fit(): void
}

/**
 * A whole viewer in one element, for hosts that have no page view of their own: `layTiles` with gestures, and with the keys
 * `+`, `-` and `0` while it has the focus. Arrow keys, wheel and fingers scroll it as they scroll anything.
 */
export function openViewer({ element, packed, ...tilesInput }: ViewerInput): Viewer {
  const view = childOf(element, { width: '100%', height: '100%', overflow: 'auto', display: 'flex' })
  const sheet = childOf(view, { position: 'relative', margin: 'auto', flexShrink: '0' })
  view.tabIndex = 0
  const page = sizeOfPacked(packed)
  let zoom = 1

  function resize(): void {
    const room = { width: view.clientWidth, height: view.clientHeight }
    const { width, height } = fittingSize(page, { room, isWidthOnly: false })
    Object.assign(sheet.style, { width: `${width * zoom}px`, height: `${height * zoom}px` })
  }

  function zoomTo(wanted: number, at = { x: view.clientWidth / 2, y: view.clientHeight / 2 }): void {
    const to = scrollAfterZoom({ zoom, left: view.scrollLeft, top: view.scrollTop }, { zoom: clampZoom(wanted), at })
    zoom = to.zoom
    resize()
    view.scrollTo(to.left, to.top)
  }

  const buttons = {
    zoomIn: () => zoomTo(zoomedIn(zoom)),
    zoomOut: () => zoomTo(zoomedOut(zoom)),
    fit: () => zoomTo(1),
  }
  const stopGestures = listenForGestures({ view, zoomBy: (factor, at) => zoomTo(zoom * factor, at) })
  view.addEventListener('keydown', (event) => {
    const press = event.ctrlKey || event.metaKey || event.altKey ? undefined : buttonOf(event.key)
    if (press === undefined) return
    event.preventDefault()
    buttons[press]()
  })
  const observer = new ResizeObserver(resize)
  observer.observe(view)
  resize()
  const tiles = layTiles({ sheet, view, packed, ...tilesInput })
  return {
    ...tiles,
    ...buttons,
    close() {
      stopGestures()
      observer.disconnect()
      tiles.close()
      view.remove()
    },
  }
}

function buttonOf(key: string): 'zoomIn' | 'zoomOut' | 'fit' | undefined {
  if (key === '+' || key === '=') return 'zoomIn'
  if (key === '-') return 'zoomOut'
  return key === '0' ? 'fit' : undefined
}

function childOf(parent: HTMLElement, style: Record<string, string>): HTMLElement {
  const child = parent.ownerDocument.createElement('div')
  Object.assign(child.style, style)
  parent.append(child)
  return child
}
