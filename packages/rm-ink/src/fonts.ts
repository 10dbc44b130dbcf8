import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { GlobalFonts } from '@napi-rs/canvas'
import type { TextRun } from '@kinfolio/ink'

const require = createRequire(import.meta.url)

type Font = TextRun['font']
type Family = { package: string; file: string; name: string; weights: readonly number[] }

/** Free faces near the tablet's own, in the weights its styles use. */
const families: Record<Font['family'], Family> = {
  sans: { package: '@fontsource/noto-sans', file: 'noto-sans', name: 'Noto Sans', weights: [400, 500, 700, 800] },
  serif: { package: '@fontsource/eb-garamond', file: 'eb-garamond', name: 'EB Garamond', weights: [400, 700] },
}

/** The parts these fonts come in. */
export const SCRIPTS = [
  'latin',
  'latin-ext',
  'cyrillic',
  'cyrillic-ext',
  'greek',
  'greek-ext',
  'vietnamese',
  'devanagari',
] as const
export type Script = (typeof SCRIPTS)[number]

let isRegistered = false

/** Makes the free fonts known to the canvas, once per process. A part that is missing is left out: text then falls back. */
export function registerFonts(): void {
  if (isRegistered) return
  isRegistered = true
  for (const family of Object.values(families))
    for (const script of SCRIPTS)
      for (const weight of family.weights)
        for (const isItalic of [false, true])
          GlobalFonts.registerFromPath(`${fontPath(family, { script, weight, isItalic })}.woff2`, family.name)
}

/** The WOFF file that holds one script of a face; undefined when the font does not have that script. */
export function readFontFile(font: Font, script: Script): Buffer | undefined {
  const family = families[font.family]
  const weight = family.weights.find((known) => known >= font.weight) ?? family.weights.at(-1) ?? font.weight
  try {
    return readFileSync(`${fontPath(family, { script, weight, isItalic: font.isItalic })}.woff`)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

type Face = { script: Script; weight: number; isItalic: boolean }

function fontPath(family: Family, { script, weight, isItalic }: Face): string {
  const folder = join(dirname(require.resolve(`${family.package}/package.json`)), 'files')
  return join(folder, `${family.file}-${script}-${weight}-${isItalic ? 'italic' : 'normal'}`)
}
