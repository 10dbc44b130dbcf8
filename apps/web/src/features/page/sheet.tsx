import type { Box, Page, PageLine } from '@kinfolio/contracts'
import { useEffect, useEffectEvent, useMemo, useRef } from 'react'
import type { PointerEvent, ReactNode, RefObject } from 'react'
import { t } from '../../shared/messages/messages.ts'
import { Drawing } from './drawing.tsx'
import type { FoundWord } from './find-words.ts'
import { litBoxes, litUnder } from './lit.ts'
import type { Lit } from './lit.ts'
import type { Zoom } from './use-zoom.ts'

type SheetProps = {
  page: Page
  lines: readonly PageLine[]
  found: readonly FoundWord[]
  lit: Lit
  onLit: (lit: Lit) => void
  view: RefObject<HTMLDivElement | null>
  zoom: Zoom
  /** What lies over the drawing. */
  children?: ReactNode
}

/** The sheet on the desk. What lies under the pointer is lit, here and in the text. */
export function Sheet({ page, lines, found, lit, onLit, view, zoom, children }: SheetProps) {
  const marked = useMemo(() => found.map((word) => word.box), [found])
  const lighted = useMemo(() => litBoxes(lines, lit), [lines, lit])
  useArrival(marked, zoom)

  function point(event: PointerEvent<HTMLDivElement>): void {
    const { left, top, width, height } = event.currentTarget.getBoundingClientRect()
    onLit(litUnder(lines, { x: (event.clientX - left) / width, y: (event.clientY - top) / height }))
  }

  return (
    <section
      aria-label={t('page.sheet')}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls has to be reachable by keyboard
      tabIndex={0}
      ref={view}
      className="flex min-h-0 grow touch-pan-x touch-pan-y overflow-auto p-6 -outline-offset-2"
    >
      <div
        className="sheet relative m-auto shrink-0 overflow-hidden"
        style={zoom.size}
        onPointerMove={point}
        onPointerLeave={() => onLit(null)}
      >
        <Drawing
          page={page}
          marked={marked}
          lit={lighted}
          label={t('document.page', { number: page.number })}
          view={view}
        />
        {children}
      </div>
    </section>
  )
}

/** Somebody who arrives from a search sees the word, wherever on the sheet it stands. */
function useArrival(marked: readonly Box[], zoom: Zoom): void {
  const hasArrived = useRef(false)
  const show = useEffectEvent((box: Box) => zoom.show(box))
  const first = marked[0]
  const isLaidOut = zoom.size.width > 0
  useEffect(() => {
    if (hasArrived.current || first === undefined || !isLaidOut) return
    hasArrived.current = true
    show(first)
  }, [first, isLaidOut])
}
