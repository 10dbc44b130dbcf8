import type { PdfText, TextRun } from '@kinfolio/ink'
import { readFontFile, SCRIPTS } from './fonts.ts'
import type { Script } from './fonts.ts'
import type { GlyphlessFont } from './glyphless-font.ts'
import type { ObjectNumber, PdfFile } from './pdf-file.ts'
import { hex4, toUnicodeMap } from './pdf-file.ts'
import { readWebFont } from './web-font.ts'
import type { WebFont } from './web-font.ts'

/** Name of the font without shapes in every page's resources. */
export const GLYPHLESS = 'Glyphless'

/** A face used in the document: its resource name and the letters it showed. */
type UsedFont = { name: string; font: WebFont; letters: Map<number, string> }

/** Sets typed text in embedded fonts; letters that no font has stay findable in the font without shapes. */
export type TypedTextFonts = {
  encode: (run: TextRun) => PdfText[]
  /** Writes the used fonts; entries for a page's font dictionary. */
  write: (file: PdfFile) => string[]
}

export function createTypedTextFonts(glyphless: GlyphlessFont): TypedTextFonts {
  const fonts = new Map<string, UsedFont | undefined>()
  const load = (run: TextRun, script: Script): UsedFont | undefined => {
    const key = `${run.font.family} ${run.font.weight} ${run.font.isItalic} ${script}`
    if (fonts.has(key)) return fonts.get(key)
    const file = readFontFile(run.font, script)
    const used = file && { name: `Typed${fonts.size}`, font: readWebFont(file), letters: new Map<number, string>() }
    fonts.set(key, used)
    return used
  }
  return {
    encode: (run) =>
      join(Array.from(run.text.toWellFormed(), (letter) => encodeLetter({ run, letter, load, glyphless }))),
    write: (file) =>
      [...fonts.values()].flatMap((used) =>
        used !== undefined && used.letters.size > 0 ? [`/${used.name} ${writeFont(file, used)} 0 R`] : [],
      ),
  }
}

type Letter = {
  run: TextRun
  letter: string
  load: (run: TextRun, script: Script) => UsedFont | undefined
  glyphless: GlyphlessFont
}

function encodeLetter({ run, letter, load, glyphless }: Letter): PdfText {
  const { sizePx } = run.font
  for (const script of SCRIPTS) {
    const used = load(run, script)
    const glyph = used?.font.glyphOf(letter.codePointAt(0) ?? 0) ?? 0
    if (used === undefined || glyph === 0) continue
    used.letters.set(glyph, letter)
    return { font: used.name, hex: hex4(glyph), widthPx: (used.font.widthOf(glyph) * sizePx) / 1000 }
  }
  return { font: GLYPHLESS, ...glyphless.encode(letter, sizePx) }
}

/** Neighbours in one font become one string. */
function join(letters: PdfText[]): PdfText[] {
  const pieces: PdfText[] = []
  for (const letter of letters) {
    const last = pieces.at(-1)
    if (last?.font !== letter.font) pieces.push({ ...letter })
    else {
      last.hex += letter.hex
      last.widthPx += letter.widthPx
    }
  }
  return pieces
}

function writeFont(file: PdfFile, { name, font, letters }: UsedFont): ObjectNumber {
  const program = file.addStream(font.file, `/Length1 ${font.file.length}`)
  const toUnicode = file.addStream(Buffer.from(toUnicodeMap(letters)))
  const widths = [...letters.keys()].map((glyph) => `${glyph} [${font.widthOf(glyph)}]`).join(' ')
  const descriptor = file.add(
    `<< /Type /FontDescriptor /FontName /${name} /Flags 4 /FontBBox [-500 ${font.descent} 1500 ${font.ascent}] /ItalicAngle 0 /Ascent ${font.ascent} /Descent ${font.descent} /CapHeight 700 /StemV 80 /FontFile2 ${program} 0 R >>`,
  )
  const descendant = file.add(
    `<< /Type /Font /Subtype /CIDFontType2 /BaseFont /${name} /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor ${descriptor} 0 R /W [${widths}] /CIDToGIDMap /Identity >>`,
  )
  return file.add(
    `<< /Type /Font /Subtype /Type0 /BaseFont /${name} /Encoding /Identity-H /DescendantFonts [${descendant} 0 R] /ToUnicode ${toUnicode} 0 R >>`,
  )
}
