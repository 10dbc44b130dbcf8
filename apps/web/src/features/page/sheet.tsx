import type { Box, Page, PageLine } from '@kinfolio/contracts'
import { useEffect, useEffectEvent, useMemo, useRef } from 'react'
import type { PointerEvent, RefObject } from 'react'
import { t } from '../../shared/messages/messages.ts'
import { Drawing } from './drawing.tsx'
import type { FoundWord } from './find-words.ts'
import { litBoxes, litUnder } from './lit.ts'
import type { Lit } from './lit.ts'
import { useDragToPan } from './use-drag-to-pan.ts'
import type { Zoom } from './use-zoom.ts'

type SheetProps = {
  page: Page
  lines: readonly PageLine[]
  found: readonly FoundWord[]
  lit: Lit
  onLit: (lit: Lit) => void
  view: RefObject<HTMLDivElement | null>
  zoom: Zoom
}

/** The sheet on the desk. What lies under the pointer is lit, here and in the text. */
export function Sheet({ page, lines, found, lit, onLit, view, zoom }: SheetProps) {
  const marked = useMemo(() => found.map((word) => word.box), [found])
  const inked = useMemo(() => [...marked, ...litBoxes(lines, lit)], [marked, lines, lit])
  const pan = useDragToPan(view)
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
      {...pan}
      className="flex min-h-0 touch-pan-x touch-pan-y overflow-auto p-6 -outline-offset-2"
    >
      <div
        className="sheet relative m-auto shrink-0 overflow-hidden"
        style={zoom.size}
        onPointerMove={point}
        onPointerLeave={() => onLit(null)}
      >
        <Drawing page={page} lit={inked} label={t('document.page', { number: page.number })} />
        {marked.map((box) => (
          <Mark key={keyOf(box)} box={box} />
        ))}
        {litBoxes(lines, lit).map((box) => (
          <Mark key={`lit ${keyOf(box)}`} box={box} isLine />
        ))}
      </div>
    </section>
  )
}

function Mark({ box, isLine = false }: { box: Box; isLine?: boolean }) {
  const percent = (value: number): string => `${value * 100}%`
  return (
    <span
      aria-hidden
      className={isLine ? 'sheet-mark sheet-mark-line' : 'sheet-mark'}
      style={{
        left: percent(box.x),
        top: percent(box.y),
        width: percent(box.width),
        height: percent(box.height),
      }}
    />
  )
}

function keyOf({ x, y, width }: Box): string {
  return `${x} ${y} ${width}`
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
