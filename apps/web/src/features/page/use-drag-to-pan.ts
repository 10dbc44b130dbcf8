import { useRef } from 'react'
import type { PointerEvent, RefObject } from 'react'

/** Dragging with the mouse moves the sheet; fingers scroll it by the browser's own means. */
export function useDragToPan(view: RefObject<HTMLDivElement | null>) {
  const from = useRef<{ x: number; y: number; left: number; top: number } | null>(null)
  return {
    onPointerDown(event: PointerEvent): void {
      const element = view.current
      if (element === null || event.pointerType !== 'mouse' || event.button !== 0) return
      from.current = { x: event.clientX, y: event.clientY, left: element.scrollLeft, top: element.scrollTop }
    },
    onPointerMove(event: PointerEvent): void {
      const start = from.current
      if (start === null) return
      if (event.buttons === 0) {
        from.current = null
        return
      }
      view.current?.scrollTo(start.left - (event.clientX - start.x), start.top - (event.clientY - start.y))
    },
    onPointerUp(): void {
      from.current = null
    },
  }
}
