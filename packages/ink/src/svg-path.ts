import type { ByteSink } from './number-bytes.ts'
import { MAX_NUMBER_BYTES, createOutlineWriter, writeHundredths } from './number-bytes.ts'

/**
 * Makes a writer of `d` attributes with hundredths of a unit. Steps between corners are small, so relative
 * coordinates are short; digits go straight into bytes, which is several times faster than joining strings.
 */
export function createPathWriter(): (outline: Float32Array) => string {
  return createOutlineWriter(MAX_NUMBER_BYTES, writePath)
}

function writePath(sink: ByteSink, outline: Float32Array): void {
  let lastX = Math.round(outline[0]! * 100)
  let lastY = Math.round(outline[1]! * 100)
  sink.bytes[sink.at++] = 77 // M
  writeHundredths(sink, lastX)
  writeHundredths(sink, lastY)
  sink.bytes[sink.at++] = 108 // l
  for (let i = 2; i < outline.length; i += 2) {
    const x = Math.round(outline[i]! * 100)
    const y = Math.round(outline[i + 1]! * 100)
    if (x === lastX && y === lastY) continue
    writeHundredths(sink, x - lastX)
    writeHundredths(sink, y - lastY)
    lastX = x
    lastY = y
  }
  // A path of one corner would end in a bare `l`, which is no valid path.
  if (sink.bytes[sink.at - 1] === 108) sink.at--
  sink.bytes[sink.at++] = 122 // z
}
