/**
 * The palette of the official app's export, read from its pixels (device-export, firmware 3.2x), by the
 * tablet's colour number. Legacy highlighter colours 3, 4, 5 are shared with yellow, green and pink pens.
 */
const palette = new Map<number, string>([
  [0, '#000000'],
  [1, '#909090'],
  [2, '#ffffff'],
  [3, '#fefd60'],
  [4, '#a9fa5c'],
  [5, '#ff55cf'],
  [6, '#304ae0'],
  [7, '#c23132'],
  [8, '#000000'],
  [10, '#91da71'],
  [11, '#74d2e8'],
  [12, '#c07fd2'],
  [13, '#fae719'],
])

/** Colour number whose real value stands in the stroke or highlight as 0xAARRGGBB. */
const COLOUR_OF_ITS_OWN = 9

/** Where the tablet overlays grey: black with this alpha gives 191 on white and 143 where two meet (measured). */
const GREY_OVERLAP = 8
const GREY_OVERLAP_ALPHA = 64 / 255

export type Paint = { colour: string; alpha: number }

/**
 * The colour of a stroke or highlight. Palette numbers win over a stored ARGB value, because legacy
 * highlights carry a bogus opaque black beside them; an unknown number without ARGB is black.
 */
export function paintOf(colour: number, argb: number | undefined): Paint {
  const known = palette.get(colour)
  if (known !== undefined) return { colour: known, alpha: colour === GREY_OVERLAP ? GREY_OVERLAP_ALPHA : 1 }
  if (argb === undefined) return { colour: colour === COLOUR_OF_ITS_OWN ? '#fae719' : '#000000', alpha: 1 }
  return { colour: `#${(argb & 0xffffff).toString(16).padStart(6, '0')}`, alpha: (argb >>> 24) / 255 }
}

/** `#rrggbb` as three numbers from 0 to 1, as PDF wants them. */
export function components(colour: string): [number, number, number] {
  const value = Number.parseInt(colour.slice(1), 16)
  return [((value >> 16) & 255) / 255, ((value >> 8) & 255) / 255, (value & 255) / 255]
}
