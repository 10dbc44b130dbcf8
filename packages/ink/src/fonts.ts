import type { Font } from './page.ts'

/** Free faces near the tablet's own, then what systems have. The names in front are those rm-ink registers. */
const stacks = {
  serif: "'EB Garamond', 'Newsreader Variable', Newsreader, Georgia, 'Times New Roman', serif",
  sans: "'Noto Sans', 'Instrument Sans Variable', 'Helvetica Neue', Arial, sans-serif",
}

/** CSS font-family list. Holds single quotes, so put it into double ones. */
export function cssFamily(font: Font): string {
  return stacks[font.family]
}

/** CSS `font` shorthand, as a canvas takes it. */
export function cssFont(font: Font): string {
  return `${font.isItalic ? 'italic ' : ''}${font.weight} ${font.sizePx}px ${cssFamily(font)}`
}
