import type { ByteSink } from './number-bytes.ts'
import { MAX_NUMBER_BYTES, createOutlineWriter, writeHundredths } from './number-bytes.ts'

/** Makes a writer of closed PDF paths (`m`, `l`, `h`) with hundredths of a unit, without the painting operator. */
export function createPdfPathWriter(): (outline: Float32Array) => string {
  // Blank, operator and line end come once for two numbers.
  return createOutlineWriter(MAX_NUMBER_BYTES + 2, writePath)
}

function writePath(sink: ByteSink, outline: Float32Array): void {
  const { bytes } = sink
  for (let i = 0; i < outline.length; i += 2) {
    writeHundredths(sink, Math.round(outline[i]! * 100))
    writeHundredths(sink, Math.round(outline[i + 1]! * 100))
    bytes[sink.at++] = 32
    bytes[sink.at++] = i === 0 ? 109 : 108 // m, l
    // A minus sign ends no operator, so the next number needs something before it.
    bytes[sink.at++] = 10
  }
  bytes[sink.at++] = 104 // h
  bytes[sink.at++] = 32
}
