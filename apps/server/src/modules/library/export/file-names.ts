/** File systems allow some 255 bytes; this leaves room for endings and numbers in any script. */
const NAME_MAX_BYTES = 180
/** Names that Windows keeps for devices, whatever their ending. */
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)(\..*)?$/i

/** A title as a file name that every system takes: no separators, no control characters, not hidden, not endless. */
export function safeFileName(title: string): string {
  const plain = title
    .toWellFormed()
    .normalize('NFC')
    .replace(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, ' ')
    .replace(/[\\/:*?"<>|]/g, '_')
    .replace(/\s+/g, ' ')
    .replace(/^[. ]+|[. ]+$/g, '')
  const short = cutBytes(plain).trim()
  if (short === '') return 'Untitled'
  return RESERVED.test(short) ? `_${short}` : short
}

function cutBytes(name: string): string {
  if (Buffer.byteLength(name) <= NAME_MAX_BYTES) return name
  let kept = ''
  for (const letter of name) {
    if (Buffer.byteLength(kept + letter) > NAME_MAX_BYTES) break
    kept += letter
  }
  return kept
}

/** Gives each name once per folder, without regard to case: the second of a kind gets a number. */
export function createUniqueNames(): (folder: string, name: string) => string {
  const taken = new Set<string>()
  return (folder, name) => {
    for (let number = 1; ; number++) {
      const candidate = number === 1 ? name : `${name} (${number})`
      const key = `${folder}/${candidate}`.toLowerCase()
      if (taken.has(key)) continue
      taken.add(key)
      return candidate
    }
  }
}
