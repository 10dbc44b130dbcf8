import { paragraphKind } from '@kinfolio/rm-format'
import type { Paragraph } from '@kinfolio/rm-format'
import type { Font } from './page.ts'

export type Marker = 'bullet' | 'unchecked' | 'checked' | 'number'

/**
 * How a paragraph is set. Vertical steps follow from three lengths, all measured on the official export:
 * baseline to baseline of two paragraphs = `below` of the upper + `above` of the lower + its `rise`.
 */
export type ParagraphLook = {
  font: Font
  boldWeight: number
  /** From the top of the text box to the first baseline. */
  rise: number
  /** Kept free over the paragraph, unless it is the first. */
  above: number
  below: number
  /** Between the baselines of one wrapped paragraph. */
  leading: number
  marker: Marker | undefined
  /** Depth in a list, from 0. */
  level: number
}

const font = (family: Font['family'], sizePx: number, weight: number): Font => ({
  family,
  sizePx,
  weight,
  isItalic: false,
})

type Base = Omit<ParagraphLook, 'marker' | 'level'>
const plain: Base = { font: font('sans', 32, 400), boldWeight: 700, rise: 33.5, above: 0, below: 36, leading: 45.5 }
const title: Base = {
  font: font('serif', 64, 400),
  boldWeight: 700,
  rise: 63,
  above: 63.9,
  below: 37.7,
  leading: 58.1,
}
const heading: Base = {
  font: font('sans', 36, 500),
  boldWeight: 800,
  rise: 37.2,
  above: 15.4,
  below: 29.5,
  leading: 49,
}
/** Size from the height of its capitals on the reference; the lengths around it are guesses between title and heading. */
const subheading: Base = {
  font: font('serif', 46, 400),
  boldWeight: 700,
  rise: 46.5,
  above: 30,
  below: 34,
  leading: 52,
}

/** Unknown styles are set as plain text. */
export function lookOfParagraph(paragraph: Paragraph): ParagraphLook {
  const what = paragraphKind(paragraph)
  switch (what.kind) {
    case 'title':
      return { ...title, ...OUTSIDE_LISTS }
    case 'heading':
      return { ...heading, ...OUTSIDE_LISTS }
    case 'subheading':
      return { ...subheading, ...OUTSIDE_LISTS }
    case 'plain':
      return { ...plain, ...OUTSIDE_LISTS }
    case 'checkbox':
      return { ...plain, marker: what.isChecked ? 'checked' : 'unchecked', level: what.level }
    default:
      return { ...plain, marker: what.kind === 'bullet' ? 'bullet' : 'number', level: what.level }
  }
}

const OUTSIDE_LISTS = { marker: undefined, level: 0 }
