import type { TextLine } from '../library/index.ts'
import { identity, mapBox } from './preparation/affine.ts'
import type { Prepared } from './preparation/prepare-page.ts'
import type { LineKind, Reading } from './reader.port.ts'

const STYLES: Record<LineKind, TextLine['style']> = {
  line: 'line',
  heading: 'heading',
  'to-do': 'to-do',
  'to-do-done': 'to-do-done',
}

/** What an engine read, on the page: its boxes lie on the picture that was prepared for it, or on the page's own strips. */
export function linesOfReading(reading: Reading | undefined, prepared: Prepared): TextLine[] {
  if (reading?.outcome !== 'read' || !(prepared.outcome === 'ready' || prepared.outcome === 'strips')) return []
  const toPage = prepared.outcome === 'ready' ? prepared.toPage : identity
  return reading.lines.map(({ text, box, confidence, words, kind }) => ({
    text,
    confidence,
    origin: 'ink',
    style: STYLES[kind],
    box: mapBox(toPage, box),
    words: words.map((word) => ({ ...word, box: mapBox(toPage, word.box) })),
  }))
}
