import type { Page, PageLine, PageText } from '@kinfolio/contracts'
import { CircleHelp, Keyboard, Printer, TriangleAlert } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { t } from '../../shared/messages/messages.ts'
import { certaintyOf } from './confidence.ts'
import type { FoundWord } from './find-words.ts'
import type { Lit } from './lit.ts'
import { segmentsOf } from './segments.ts'

type TextLinesProps = {
  page: Page
  text: PageText
  found: readonly FoundWord[]
  lit: Lit
  onLit: (lit: Lit) => void
}

/** The text line by line. Each is a button, so that tabbing to it lights its ink as hovering does. */
export function TextLines({ page, text, found, lit, onLit }: TextLinesProps) {
  if (text.lines.length === 0) return <p className="py-6 text-17 text-muted">{t(emptyWords(page, text))}</p>
  return (
    <ol className="-mx-2 font-reading text-17 leading-normal" onPointerLeave={() => onLit(null)}>
      {text.lines.map((line, index) => (
        <Line
          // oxlint-disable-next-line react/no-array-index-key -- a line is its place on the page
          key={index}
          line={line}
          found={found.filter((word) => word.line === index)}
          isFirstFound={found[0]?.line === index}
          lit={lit?.line === index ? lit : null}
          onLit={() => onLit({ line: index, word: null })}
        />
      ))}
    </ol>
  )
}

function emptyWords(page: Page, text: PageText) {
  if (page.is_blank) return 'page.blank'
  const isUnread = page.ocr_status === 'pending' || page.ocr_status === 'processing'
  return isUnread && text.reading === null ? 'page.textComes' : 'page.noText'
}

type LineProps = {
  line: PageLine
  found: readonly FoundWord[]
  isFirstFound: boolean
  lit: Lit
  onLit: () => void
}

function Line({ line, found, isFirstFound, lit, onLit }: LineProps) {
  const button = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (isFirstFound) button.current?.scrollIntoView({ block: 'nearest' })
  }, [isFirstFound])
  return (
    <li>
      <button
        ref={button}
        type="button"
        onPointerEnter={onLit}
        onFocus={onLit}
        onClick={onLit}
        className={`w-full rounded-small px-2 py-1 text-left ${lit === null ? '' : 'bg-accent-soft'}`}
      >
        {segmentsOf(line, { found, litWord: lit?.word ?? null }).map((segment) =>
          segment.look === 'plain' ? (
            segment.text
          ) : segment.look === 'found' ? (
            <mark key={segment.start}>{segment.text}</mark>
          ) : (
            <span key={segment.start} className="text-accent underline underline-offset-4">
              {segment.text}
            </span>
          ),
        )}
        <LineNote line={line} />
      </button>
    </li>
  )
}

/** Where a line comes from, or how far it can be trusted: with a word and an icon, and silent when all is well. */
function LineNote({ line }: { line: PageLine }) {
  const shape = 'ml-2 inline-flex items-center gap-1 align-middle font-interface text-13'
  const icon = 'size-3.5 shrink-0'
  if (line.origin === 'typed')
    return (
      <span className={`${shape} text-muted`}>
        <Keyboard aria-hidden className={icon} />
        {t('page.typed')}
      </span>
    )
  if (line.origin === 'printed')
    return (
      <span className={`${shape} text-muted`}>
        <Printer aria-hidden className={icon} />
        {t('page.printed')}
      </span>
    )
  const certainty = certaintyOf(line.confidence)
  if (certainty === 'sure') return null
  const Icon = certainty === 'check' ? TriangleAlert : CircleHelp
  return (
    <span className={`${shape} ${certainty === 'check' ? 'text-warn' : 'text-muted'}`}>
      <Icon aria-hidden className={icon} />
      {t(certainty === 'check' ? 'page.pleaseCheck' : 'page.fairlySure')}
    </span>
  )
}
