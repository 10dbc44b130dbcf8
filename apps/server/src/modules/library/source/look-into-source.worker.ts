import { PICTURE_EDGE_MAX } from '@kinfolio/ink'
import sharp from 'sharp'
import { messages } from '../messages.ts'
import type { PageSize } from '../page.queries.ts'
import { decodeHeic } from './decode-heic.ts'
import { PICTURE_PIXELS_MAX, type SourceContents, type SourceInput } from './source-contents.ts'

/** Never throws for what is in the file: damage is an answer. */
export async function run(input: SourceInput): Promise<SourceContents> {
  try {
    if (input.kind === 'heic') return await lookIntoHeic(input.bytes)
    if (input.kind === 'picture') return { ...(await measurePicture(input.bytes)), converted: undefined }
    // Its library is large: photographs do not wait until it is loaded.
    const { lookIntoDocument } = await import('./look-into-document.ts')
    return lookIntoDocument(input)
  } catch (error) {
    const why = error instanceof Error ? error.message : messages.unknownReason
    return { pages: [], problem: messages.notOpened(why), converted: undefined }
  }
}

async function measurePicture(bytes: Uint8Array): Promise<{ pages: PageSize[]; problem: string | undefined }> {
  // Reads the header only; the limit is ours to check, since sharp's own would apply to decoding alone.
  const { width, height, autoOrient } = await sharp(bytes, { limitInputPixels: false }).metadata()
  if (width * height > PICTURE_PIXELS_MAX) {
    return { pages: [], problem: messages.pictureTooLarge(`${width} × ${height}`) }
  }
  return { pages: [pictureSize(autoOrient)], problem: undefined }
}

function pictureSize({ width, height }: PageSize): PageSize {
  const scale = Math.min(1, PICTURE_EDGE_MAX / Math.max(width, height))
  return { width: Math.round(width * scale), height: Math.round(height * scale) }
}

async function lookIntoHeic(bytes: Uint8Array): Promise<SourceContents> {
  const decoded = await decodeHeic(bytes)
  if (typeof decoded === 'string') return { pages: [], problem: decoded, converted: undefined }
  const { width, height, rgba } = decoded
  const raw = sharp(rgba, { raw: { width, height, channels: 4 } }).flatten({ background: '#fff' })
  return {
    pages: [pictureSize({ width, height })],
    problem: undefined,
    converted: await raw.jpeg({ quality: 92 }).toBuffer(),
  }
}
