import { HEADER_BYTES } from './header.ts'

/** One block of a version 6 file, uninterpreted. `body` is a view of the file's bytes. */
export type RawBlock = {
  type: number
  /** Always 0 in known files; kept because bytes are kept. */
  reserved: number
  minVersion: number
  currentVersion: number
  /** Where the block's length field stands in the file. */
  offset: number
  body: Uint8Array
}

/** A page file as containers only: `writeBlocks` gives exactly the bytes that were read. */
export type RawPage = {
  header: Uint8Array
  /** Empty for versions 3 to 5, which have no blocks. */
  blocks: RawBlock[]
  /** What follows the last whole block: a block that was cut off, stray bytes, or the body of version 3 to 5. */
  trailing: Uint8Array
}

/** u32 length of the body, u8 reserved, u8 minVersion, u8 currentVersion, u8 type (read from rmscene 0.8). */
const BLOCK_HEADER_BYTES = 8

/**
 * Cuts a version 6 file into blocks. Stops at the first that does not fit, or after `maxBlocks`: all that
 * follows is `trailing`.
 */
export function splitBlocks(bytes: Uint8Array, maxBlocks = Number.POSITIVE_INFINITY): RawPage {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const blocks: RawBlock[] = []
  let offset = HEADER_BYTES
  while (offset + BLOCK_HEADER_BYTES <= bytes.length && blocks.length < maxBlocks) {
    const start = offset + BLOCK_HEADER_BYTES
    const end = start + view.getUint32(offset, true)
    if (end > bytes.length) break
    blocks.push({
      type: view.getUint8(offset + 7),
      reserved: view.getUint8(offset + 4),
      minVersion: view.getUint8(offset + 5),
      currentVersion: view.getUint8(offset + 6),
      offset,
      body: bytes.subarray(start, end),
    })
    offset = end
  }
  return { header: bytes.subarray(0, HEADER_BYTES), blocks, trailing: bytes.subarray(offset) }
}

/** The file again. Blocks that were read and not replaced come out byte for byte. */
export function writeBlocks(page: RawPage): Uint8Array {
  let length = page.header.length + page.trailing.length
  for (const block of page.blocks) length += BLOCK_HEADER_BYTES + block.body.length
  const bytes = new Uint8Array(length)
  const view = new DataView(bytes.buffer)
  bytes.set(page.header, 0)
  let offset = page.header.length
  for (const block of page.blocks) {
    view.setUint32(offset, block.body.length, true)
    view.setUint8(offset + 4, block.reserved)
    view.setUint8(offset + 5, block.minVersion)
    view.setUint8(offset + 6, block.currentVersion)
    view.setUint8(offset + 7, block.type)
    bytes.set(block.body, offset + BLOCK_HEADER_BYTES)
    offset += BLOCK_HEADER_BYTES + block.body.length
  }
  bytes.set(page.trailing, offset)
  return bytes
}
