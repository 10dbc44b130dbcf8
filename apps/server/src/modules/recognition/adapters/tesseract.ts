import { carefulReader } from '../careful-reader.ts'
import { messages } from '../messages.ts'
import { boxBetween } from '../preparation/affine.ts'
import { preparationVersion } from '../preparation/prepare-page.ts'
import { lineOfWords, weighted } from '../read-lines.ts'
import type { PageImage, Reader, ReaderLimits, Reading, ReadWord } from '../reader.port.ts'
import { codesOf, languageTags, languagesFor } from './tesseract/languages.ts'
import type { OcrEngine, OcrWord } from './tesseract/ocr-engine.ts'
import { inReadingOrder } from './tesseract/reading-order.ts'

export type TesseractOptions = {
  engine: OcrEngine
  /** BCP 47 tags of the space's languages, for pages of which nothing is known. */
  languages: readonly string[]
}

const limits: Omit<ReaderLimits, 'languages'> = {
  // A page of 40 million grey pixels, doubled and noisy, takes about 30 MB as PNG.
  maxImageBytes: 64_000_000,
  maxEdgePx: 20_000,
  pagesPerCall: 1,
  wants: 'clean-grey',
  handwriting: false,
}

/** Reads print with Tesseract in a process of its own, without any network. Handwriting comes out badly (16 % and more wrong). */
export function tesseractReader({ engine, languages }: TesseractOptions): Reader {
  const fallback = fallbackOf(engine, languages)
  return carefulReader({
    name: 'tesseract',
    version: `tesseract/${engine.version}/${fallback.join('+')}/p${preparationVersion}`,
    reads: { ...limits, languages: languageTags(engine.languages) },
    async readInked({ pages, context }, signal) {
      const codes = languagesFor(context.languages, { available: engine.languages, fallback })
      const readings: Reading[] = []
      for (const image of pages) {
        if (codes === undefined) readings.push({ outcome: 'unreadable', because: 'language' })
        else readings.push(readingOf(await engine.recognise({ image, languages: codes }, signal), image))
      }
      return readings
    },
    async test() {
      const details = { engine: `Tesseract ${engine.version}`, languages: languageTags(engine.languages) }
      if (fallback.length > 0) return { ok: true, details }
      return { ok: false, because: 'failed', details: messages.noLanguageData }
    },
  })
}

function fallbackOf(engine: OcrEngine, languages: readonly string[]): string[] {
  const codes = codesOf(languages, engine.languages)
  if (codes.length > 0) return codes
  return engine.languages.includes('eng') ? ['eng'] : engine.languages.slice(0, 1)
}

function readingOf(answer: Awaited<ReturnType<OcrEngine['recognise']>>, image: PageImage): Reading {
  if (answer.outcome !== 'read') return { outcome: 'unreadable', because: answer.outcome }
  const lines = inReadingOrder(answer.lines).map((words) => lineOfWords(words.map((word) => wordOf(word, image))))
  return { outcome: 'read', lines, confidence: weighted(lines), boxes: 'measured' }
}

function wordOf({ text, left, top, right, bottom, confidence }: OcrWord, image: PageImage): ReadWord {
  const low = { x: left / image.width, y: top / image.height }
  const high = { x: right / image.width, y: bottom / image.height }
  return { text, box: boxBetween(low, high), confidence: confidence / 100 }
}
