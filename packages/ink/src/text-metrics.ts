import type { Font, Measure } from './page.ts'

/** Advance widths of U+0020 to U+007E in hundredths of the font size, of Noto Sans and EB Garamond. */
const advances = {
  sans: row(`26 27 41 65 57 83 73 22 30 30 55 57 27 32 27 37 57 57 57 57 57 57 57 57 57 57 27 27 57 57 57 43 90 64 65 63
    73 56 52 73 74 34 27 62 52 91 76 78 60 78 62 55 56 73 60 93 59 57 57 33 37 33 57 44 28 56 61 48 61 56 34 61 62 26 26
    53 26 93 62 60 61 61 41 48 36 62 51 79 53 51 47 38 55 38 57`),
  sansBold:
    row(`26 28 48 65 57 90 75 27 34 34 54 57 28 32 28 41 57 57 57 57 57 57 57 57 57 57 28 28 57 57 57 48 90 69 66
    64 73 56 55 72 76 39 33 66 56 94 81 79 62 79 66 55 58 76 65 97 67 63 58 33 41 33 57 41 36 60 63 52 63 60 39 63 65 30
    30 62 30 97 65 62 63 63 45 50 43 65 57 86 58 57 49 39 55 39 57`),
  serif:
    row(`20 25 33 47 44 65 76 20 31 31 34 59 23 27 23 40 48 48 48 48 48 48 48 48 48 48 25 23 56 57 56 38 75 69 59 71
    75 56 51 73 81 34 34 68 58 90 79 76 55 76 71 46 67 74 67 92 71 58 60 33 40 33 50 50 20 40 51 41 51 39 32 43 51 24 23
    47 24 78 53 49 52 52 33 32 31 53 44 68 43 44 38 38 26 38 50`),
  serifBold:
    row(`24 29 40 48 46 70 80 24 30 30 36 60 25 32 25 41 53 53 53 53 53 53 53 53 53 53 28 25 54 63 54 39 78 72 63
    71 77 57 55 72 80 36 37 76 59 92 81 76 61 76 76 49 69 74 71 102 75 65 60 36 41 36 51 59 24 44 54 41 55 42 36 50 56 29
    27 55 28 81 57 50 55 54 41 36 37 55 48 75 50 48 44 37 28 37 54`),
}

/**
 * How much wider or narrower than these free faces the tablet sets the same letters, by letter case (measured on
 * device-export): its serif has much larger small letters than Garamond.
 */
const tabletFactors = {
  sans: { small: 0.96, other: 1 },
  sansMedium: { small: 0.985, other: 0.985 },
  sansBold: { small: 0.975, other: 0.975 },
  serif: { small: 1.19, other: 1 },
  serifBold: { small: 1.15, other: 0.97 },
}

/** Letters whose width on the tablet was measured by themselves, in em: they repeat in the reference pictures. */
const tabletLetters = {
  sans: new Map([
    ['|', 0.335],
    ['\u2022', 0.367],
    ['_', 0.483],
  ]),
  serif: new Map([
    ['|', 0.297],
    ['\u2022', 0.366],
    ['_', 0.483],
    ['1', 0.32],
  ]),
}

const FIRST = 0x20
/** Width of letters outside the table, in em: an average Latin, Greek or Cyrillic letter. */
const OTHER = 0.58
/** Chinese, Japanese, Korean and emoji fill their square. */
const FULL_WIDTH = 1

/** Widths without font files: the tablet's own, as far as a table of Latin letters can tell them. */
export const measureByTable: Measure = (text, font) => {
  const face = faceOf(font)
  let ems = 0
  for (const letter of text)
    ems +=
      tabletLetters[font.family].get(letter) ??
      factorOf(letter, face) * emsOf(letter, advances[face === 'sansMedium' ? 'sans' : face])
  return ems * font.sizePx
}

function faceOf({ family, weight }: Font): keyof typeof tabletFactors {
  if (family === 'serif') return weight >= 600 ? 'serifBold' : 'serif'
  if (weight >= 600) return 'sansBold'
  return weight >= 500 ? 'sansMedium' : 'sans'
}

function factorOf(letter: string, face: keyof typeof tabletFactors): number {
  return tabletFactors[face][/\p{Lowercase}/u.test(letter) ? 'small' : 'other']
}

function emsOf(letter: string, table: readonly number[]): number {
  const known = table[(letter.codePointAt(0) ?? 0) - FIRST]
  if (known !== undefined) return known / 100
  if (/\p{Mark}|\p{Control}|\p{Format}/u.test(letter)) return 0
  if (
    /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u.test(
      letter,
    )
  )
    return FULL_WIDTH
  const base = letter.normalize('NFD').codePointAt(0) ?? 0
  return (table[base - FIRST] ?? OTHER * 100) / 100
}

function row(numbers: string): readonly number[] {
  return numbers.split(/\s+/).map(Number)
}
