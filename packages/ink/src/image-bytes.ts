const signatures: readonly { type: string; bytes: readonly number[] }[] = [
  { type: 'image/png', bytes: [0x89, 0x50, 0x4e, 0x47] },
  { type: 'image/jpeg', bytes: [0xff, 0xd8, 0xff] },
  { type: 'image/gif', bytes: [0x47, 0x49, 0x46, 0x38] },
]

/** The media type told by the first bytes; undefined for what a browser should not be handed. */
export function imageTypeOf(bytes: Uint8Array): string | undefined {
  return signatures.find(({ bytes: start }) => start.every((byte, i) => bytes[i] === byte))?.type
}

/** Some tens of kilobytes at a time, since a function call takes only so many arguments. */
const CHUNK_BYTES = 0x6000

export function toBase64(bytes: Uint8Array): string {
  const parts: string[] = []
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES)
    parts.push(btoa(String.fromCharCode(...bytes.subarray(at, at + CHUNK_BYTES))))
  return parts.join('')
}
