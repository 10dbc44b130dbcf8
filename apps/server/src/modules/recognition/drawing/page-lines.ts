import type { Box, PageLine } from '@kinfolio/contracts'
import type { Page } from '@kinfolio/ink'
import type { Rect } from '@kinfolio/rm-format'
import type { SourceLine } from './source-backdrop.ts'

/** What a file says it says: nothing has to be guessed. */
const CERTAIN = 1

/** Text that the page's files hold as text: typed on the tablet, printed in the source. It is never recognised from a picture. */
export function linesOfFiles(page: Page, printed: readonly SourceLine[]): PageLine[] {
  const typed = page.text.filter((line) => line.text.trim() !== '')
  return [
    ...printed.map((line) => lineOf(page, { ...line, origin: 'printed' })),
    ...typed.map((line) =>
      lineOf(page, {
        text: line.text.trim(),
        box: line.rect,
        words: line.words.map((word) => ({ text: word.text, box: word.rect })),
        origin: 'typed',
      }),
    ),
  ]
}

function lineOf(page: Page, line: SourceLine & { origin: PageLine['origin'] }): PageLine {
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
