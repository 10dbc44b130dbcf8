/** Larger than any buffer that Node shares or that a parser keeps to look behind itself. */
const WORTH_GIVING_BACK_BYTES = 16 * 1024

/**
 * Frees the memory of a chunk that nobody reads any more, now rather than at the next collection. A socket's chunks lie
 * outside the heap, 64 KB each; left to the collector, 500 of them make it walk the whole heap, which costs a large
 * upload more than its hash. A chunk that is a part of something larger is left alone: the rest may still be read.
 */
export function giveBack({ buffer, byteLength }: Uint8Array): void {
  const isWhole = buffer.byteLength === byteLength && byteLength >= WORTH_GIVING_BACK_BYTES
  // Moving the bytes into nothing detaches them; there is no other word for it.
  if (isWhole && buffer instanceof ArrayBuffer) buffer.transfer(0)
}
