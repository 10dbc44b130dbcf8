import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { GlobalFonts } from '@napi-rs/canvas'

const require = createRequire(import.meta.url)

/** Weights the tablet's styles use, and the parts the free fonts come in. */
const families = [
  { package: '@fontsource/noto-sans', file: 'noto-sans', name: 'Noto Sans', weights: [400, 500, 700, 800] },
  { package: '@fontsource/eb-garamond', file: 'eb-garamond', name: 'EB Garamond', weights: [400, 700] },
]
const scripts = ['latin', 'latin-ext', 'cyrillic', 'cyrillic-ext', 'greek', 'greek-ext', 'vietnamese', 'devanagari']
const slants = ['normal', 'italic']

let isRegistered = false

/** Makes the free fonts known to the canvas, once per process. A part that is missing is left out: text then falls back. */
export function registerFonts(): void {
  if (isRegistered) return
  isRegistered = true
  for (const family of families) {
    const folder = join(dirname(require.resolve(`${family.package}/package.json`)), 'files')
    for (const script of scripts)
      for (const weight of family.weights)
        for (const slant of slants)
          GlobalFonts.registerFromPath(join(folder, `${family.file}-${script}-${weight}-${slant}.woff2`), family.name)
  }
}
