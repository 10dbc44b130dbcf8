import type { Sha256 } from '@kinfolio/contracts'
import type { Blobs } from '../../../kernel/blobs/blobs.port.ts'

/** The tablet's own JSON grows with the pages, some 300 bytes each; this holds the most pages a document may have. */
const SMALL_TEXT_BYTES_MAX = 32 * 1024 ** 2

/** A text of the tablet's; its beginning where it is absurdly long, which then is no JSON and is told as such. */
export async function readSmallText(blobs: Blobs, sha256: Sha256): Promise<string> {
  const chunks: Uint8Array[] = []
  const stream = await blobs.open(sha256, { start: 0, end: SMALL_TEXT_BYTES_MAX - 1 })
  for await (const chunk of stream) chunks.push(chunk)
  // The database holds no NUL characters, and JSON has no use for them.
  return Buffer.concat(chunks).toString('utf8').replaceAll('\0', '')
}
