/**
 * Reads the handwriting and print on pictures of pages. Kept by `reader.contract.ts`; every adapter and
 * the scripted double passes that suite. A page it cannot read is an answer; an outage is thrown.
 */
export type Reader = {
  readonly name: ReaderName
  /** Engine, model and the version of our own prompt or parser: part of a reading's key, so it changes whenever answers may. */
  readonly version: string
  readonly reads: ReaderLimits
  /**
   * One answer per page, in the order of the pages. At most `reads.pagesPerCall` pages: more is a bug of
   * the caller, because a half-paid call could not be kept. Throws `Outage` when the engine failed, and
   * the signal's own reason when it was aborted.
   */
  readPages(request: ReadRequest, signal: AbortSignal): Promise<Reading[]>
  /** The Test button: asks the engine who it is without reading anything of the space's own. Never throws an Outage. */
  test(signal: AbortSignal): Promise<ReaderTest>
}

export const readerNames = ['scripted', 'tesseract', 'claude', 'google', 'openai'] as const
export type ReaderName = (typeof readerNames)[number]

export type ReaderLimits = {
  readonly maxImageBytes: number
  /** Longest edge that the engine makes use of, in pixels. A larger picture is refused, see `preparation/`. */
  readonly maxEdgePx: number
  readonly pagesPerCall: number
  /** How `preparation/` treats a picture: straightened and cleaned grey for print engines, as it is for vision models. */
  readonly wants: 'clean-grey' | 'natural'
  /** False for engines made for print: the interface then says so beside every reading. */
  readonly handwriting: boolean
  /** Primary language subtags (`en`, `de`), or any. */
  readonly languages: readonly string[] | 'any'
}

export type ReadRequest = { pages: readonly PageImage[]; context: ReadingContext }

/** A picture ready for an engine. `width` and `height` are those of the encoded picture. */
export type PageImage = {
  bytes: Uint8Array
  mediaType: 'image/png' | 'image/jpeg'
  width: number
  height: number
}

/** What helps an engine to decide between two likely words. Engines that cannot use a part ignore it. */
export type ReadingContext = {
  /** BCP 47 tags, likeliest first; empty when nothing is known. */
  languages: readonly string[]
  /** Text of the pages before and after, as far as it is known. */
  neighbouringText?: { before?: string; after?: string }
  /** Names of people and places of this space. */
  names?: readonly string[]
}

/** A rectangle as fractions of the picture: 0..1 from its left and top edge. The same numbers hold at every resolution. */
export type Box = { x: number; y: number; width: number; height: number }

export type ReadWord = { text: string; box: Box; confidence: number }

export const lineKinds = ['line', 'heading', 'to-do', 'to-do-done'] as const
export type LineKind = (typeof lineKinds)[number]

/** Words joined by one space give the line's text, for every engine. Confidences are 0..1. */
export type ReadLine = { text: string; box: Box; confidence: number; words: ReadWord[]; kind: LineKind }

/** What a page took from the engine. Of a call with several pages each carries its share. */
export type ReadingCost = {
  inputTokens?: number
  outputTokens?: number
  /** Pictures billed, for engines that bill by picture. */
  pictures?: number
  /** In millionths of a US dollar; only when prices are configured. */
  usdMicros?: number
}

export type Reading =
  | {
      outcome: 'read'
      lines: ReadLine[]
      /** BCP 47 tag of the main language, when the engine tells. */
      language?: string
      /** Mean over the words, weighted by their length, 0..1. */
      confidence: number
      /** `estimated`: the engine gave boxes for lines only, or none, and words were laid out over them. */
      boxes: 'measured' | 'estimated'
      cost?: ReadingCost
    }
  | { outcome: 'blank'; cost?: ReadingCost }
  | { outcome: 'unreadable'; because: UnreadableReason; cost?: ReadingCost }

export const unreadableReasons = [
  'too-large',
  'damaged',
  'language',
  'refused',
  'too-long',
  'too-slow',
  'crashed',
] as const
export type UnreadableReason = (typeof unreadableReasons)[number]

export type ReaderTest =
  | { ok: true; details: { engine: string; model?: string; languages?: readonly string[] } }
  | { ok: false; because: ReaderTestFailure; details: string }

export type ReaderTestFailure =
  | 'key-refused'
  | 'model-unknown'
  | 'unreachable'
  | 'address-not-allowed'
  | 'rate-limited'
  | 'failed'

/** The text of a reading as a person would copy it: one line each. */
export function textOf(reading: Reading): string {
  return reading.outcome === 'read' ? reading.lines.map((line) => line.text).join('\n') : ''
}
