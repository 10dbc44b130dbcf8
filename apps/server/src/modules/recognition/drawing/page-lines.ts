import type { Box } from '@kinfolio/contracts'
import type { Page } from '@kinfolio/ink'
import { type Paragraph, paragraphKind, type Rect } from '@kinfolio/rm-format'
import type { TextLine } from '../../library/index.ts'
import { around } from './around.ts'
import type { SourceLine } from './backdrop.ts'

/** What a file says it says: nothing has to be guessed. */
const CERTAIN = 1

/** Text that the page's files hold as text: typed on the tablet, printed in the source. It is never recognised from a picture. */
export function linesOfFiles(
  page: Page,
  from: { printed: readonly SourceLine[]; paragraphs: readonly Paragraph[] },
): TextLine[] {
  const byParagraph = [...Map.groupBy(page.text, (line) => line.paragraph)]
  return [
    ...from.printed.map((line) => lineOf(page, { ...line, origin: 'printed' })),
    ...byParagraph.flatMap(([index, lines]) => paragraphLine(page, { lines, paragraph: from.paragraphs[index] })),
  ]
}

/** A paragraph is one line to its reader, however often it had to be broken to fit the page. */
function paragraphLine(
  page: Page,
  { lines, paragraph }: { lines: Page['text']; paragraph: Paragraph | undefined },
): TextLine[] {
  const words = lines.flatMap((line) => line.words.map((word) => ({ text: word.text, box: word.rect })))
  const text = words.map((word) => word.text).join(' ')
  if (text === '') return []
  const box = around(lines.map((line) => line.rect))
  return [{ ...lineOf(page, { text, box, words, origin: 'typed' }), ...styleOf(paragraph) }]
}

function styleOf(paragraph: Paragraph | undefined): Pick<TextLine, 'style' | 'indent'> {
  if (paragraph === undefined) return {}
  const kind = paragraphKind(paragraph)
  switch (kind.kind) {
    case 'checkbox':
      return { style: kind.isChecked ? 'to-do-done' : 'to-do', indent: kind.level }
    case 'bullet':
    case 'numbered':
      return { style: kind.kind, indent: kind.level }
    case 'title':
      return { style: 'title' }
    case 'heading':
    case 'subheading':
      return { style: 'heading' }
    case 'plain':
      return { style: 'line' }
  }
}

function lineOf(page: Page, line: SourceLine & { origin: TextLine['origin'] }): TextLine {
  return {
    text: line.text,
    origin: line.origin,
    box: fractionOf(page, line.box),
    confidence: CERTAIN,
    words: line.words.map((word) => ({ text: word.text, box: fractionOf(page, word.box), confidence: CERTAIN })),
  }
}

/** From page units to fractions of the page. */
export function fractionOf(page: Pick<Page, 'left' | 'top' | 'width' | 'height'>, rect: Rect): Box {
  return {
    x: (rect.x - page.left) / page.width,
    y: (rect.y - page.top) / page.height,
    width: rect.width / page.width,
    height: rect.height / page.height,
  }
}
