import type { PageImage } from '../../reader.port.ts'

/** A word as Tesseract tells it: pixels of the picture, confidence 0..100. */
export type OcrWord = { text: string; left: number; top: number; right: number; bottom: number; confidence: number }

export type OcrAnswer = { outcome: 'read'; lines: OcrWord[][] } | { outcome: 'too-slow' } | { outcome: 'crashed' }

export type OcrTask = {
  image: PageImage
  /** Tesseract's codes, likeliest first. */
  languages: readonly string[]
}

/** Tesseract in a process of its own, by whichever build. Ends with the signal's reason when aborted. */
export type OcrEngine = AsyncDisposable & {
  readonly version: string
  /** Tesseract's codes of the languages it has data for. */
  readonly languages: readonly string[]
  recognise(task: OcrTask, signal: AbortSignal): Promise<OcrAnswer>
}

/** The measured pages took 1 to 4 s; one that was all noise would have taken 162 s. */
export const pageLimitMs = 45_000
/** 447 to 556 MB were measured; beyond this a page is taken for hostile. */
export const memoryLimitBytes = 1_200 * 1024 * 1024
