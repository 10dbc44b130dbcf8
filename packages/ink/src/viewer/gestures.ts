import { wheelFactor } from './zoom.ts'

type Spot = { x: number; y: number }
export type GesturesInput = {
  /** What scrolls. */
  view: HTMLElement
  /** Called with how much nearer, and the spot of the view, from its corner, that is to stay where it is. */
  zoomBy: (factor: number, at: Spot) => void
}

/**
 * Zooming by wheel with Ctrl or ⌘ and by two fingers, and panning by dragging with the mouse. Wheels, single fingers and
 * arrow keys scroll by the browser's own means. Answers how to stop listening.
 */
export function listenForGestures({ view, zoomBy }: GesturesInput): () => void {
  const stop = new AbortController()
  // Not passive: the browser would zoom the whole document instead.
  const active = { passive: false, signal: stop.signal }
  view.addEventListener(
    'wheel',
    (event) => {
      if (!event.ctrlKey && !event.metaKey) return
      event.preventDefault()
      zoomBy(wheelFactor(event.deltaY), spotIn(view, event))
    },
    active,
  )
  const pinch = pinching({ view, zoomBy })
  for (const kind of ['touchstart', 'touchmove', 'touchend'] as const) view.addEventListener(kind, pinch, active)
  const drag = dragging(view)
  for (const kind of ['pointerdown', 'pointermove', 'pointerup'] as const)
    view.addEventListener(kind, drag, { signal: stop.signal })
  return () => stop.abort()
}

function pinching({ view, zoomBy }: GesturesInput): (event: TouchEvent) => void {
  let spread = 0
  return (event) => {
    const [one, other] = event.touches
    if (one === undefined || other === undefined) {
      spread = 0
      return
    }
    event.preventDefault()
    const now = Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY)
    const middle = { clientX: (one.clientX + other.clientX) / 2, clientY: (one.clientY + other.clientY) / 2 }
    if (spread > 0) zoomBy(now / spread, spotIn(view, middle))
    spread = now
  }
}

function dragging(view: HTMLElement): (event: PointerEvent) => void {
  let from: { x: number; y: number; left: number; top: number } | undefined
  return ({ type, pointerType, button, buttons, clientX: x, clientY: y }) => {
    if (type === 'pointerdown' && pointerType === 'mouse' && button === 0)
      from = { x, y, left: view.scrollLeft, top: view.scrollTop }
    // The button may have been let go outside the view.
    if (type === 'pointerup' || (type === 'pointermove' && buttons === 0)) from = undefined
    if (type === 'pointermove' && from !== undefined) view.scrollTo(from.left - (x - from.x), from.top - (y - from.y))
  }
}

function spotIn(view: HTMLElement, { clientX, clientY }: { clientX: number; clientY: number }): Spot {
  const { left, top } = view.getBoundingClientRect()
  return { x: clientX - left, y: clientY - top }
}
