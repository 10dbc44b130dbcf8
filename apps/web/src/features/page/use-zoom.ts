import type { Box, Page } from '@kinfolio/contracts'
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { RefObject } from 'react'
import { clampZoom, fittingSize, listenForGestures, scrollAfterZoom, zoomedIn, zoomedOut } from '@kinfolio/ink'

/** Room left free around the sheet, in pixels. */
const MARGIN = 24
const PHONE_MAX = 768

export type Zoom = {
  level: number
  size: { width: number; height: number }
  zoomIn: () => void
  zoomOut: () => void
  fit: () => void
  /** Brings a part of the page to the middle of the view. */
  show: (box: Box) => void
}

/** The sheet scrolls in its view by the browser's own means; zooming changes its size and keeps a spot in place. */
export function useZoom(view: RefObject<HTMLDivElement | null>, page: Page): Zoom {
  const [level, setLevel] = useState(1)
  const fitted = useFittedSize(view, page)
  const pending = useRef<{ left: number; top: number } | null>(null)

  const zoomTo = useCallback(
    (next: (level: number) => number, at?: { x: number; y: number }) => {
      setLevel((before) => {
        const zoom = clampZoom(next(before))
        const element = view.current
        if (element === null) return zoom
        const middle = { x: element.clientWidth / 2, y: element.clientHeight / 2 }
        const from = { zoom: before, left: element.scrollLeft, top: element.scrollTop }
        pending.current = scrollAfterZoom(from, { zoom, at: at ?? middle })
        return zoom
      })
    },
    [view],
  )

  // The new size has to be laid out before the browser lets us scroll within it.
  useLayoutEffect(() => {
    if (pending.current !== null) view.current?.scrollTo(pending.current)
    pending.current = null
  }, [level, view])

  useEffect(() => {
    const element = view.current
    if (element === null) return
    return listenForGestures({ view: element, zoomBy: (factor, at) => zoomTo((before) => before * factor, at) })
  }, [view, zoomTo])
  const size = { width: fitted.width * level, height: fitted.height * level }

  return {
    level,
    size,
    zoomIn: () => zoomTo(zoomedIn),
    zoomOut: () => zoomTo(zoomedOut),
    fit: () => zoomTo(() => 1),
    show(box) {
      const element = view.current
      element?.scrollTo({
        left: (box.x + box.width / 2) * size.width - element.clientWidth / 2 + MARGIN,
        top: (box.y + box.height / 2) * size.height - element.clientHeight / 2 + MARGIN,
        behavior: 'smooth',
      })
    },
  }
}

function useFittedSize(view: RefObject<HTMLDivElement | null>, { width, height }: Page) {
  const [room, setRoom] = useState({ width: 0, height: 0 })
  useLayoutEffect(() => {
    const element = view.current
    if (element === null) return
    const observer = new ResizeObserver(() =>
      setRoom({ width: element.clientWidth - 2 * MARGIN, height: element.clientHeight - 2 * MARGIN }),
    )
    observer.observe(element)
    return () => observer.disconnect()
  }, [view])
  return fittingSize({ width, height }, { room, isWidthOnly: room.width < PHONE_MAX - 2 * MARGIN && isPhone() })
}

function isPhone(): boolean {
  return matchMedia(`(max-width: ${PHONE_MAX - 1}px)`).matches
}
