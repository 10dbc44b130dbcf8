import type { SourceView } from '@kinfolio/ink'
import sharp from 'sharp'
import { type Backdrop, BACKDROP_EDGE_MAX_PX, JPEG_QUALITY } from './backdrop.ts'
import type { PageSourceFile } from './page-parts.ts'

/** Decoding a larger picture would take more memory than a worker may have. */
const SOURCE_PIXELS_MAX = 200_000_000

/** Draws a page of the source file. Throws when the file cannot be read; the caller says so on the page. */
export async function drawBackdrop(source: PageSourceFile, view: SourceView): Promise<Backdrop> {
  if (source.kind === 'picture') return pictureBackdrop(source.bytes)
  // Its library is large, and takes as long to load as a page to draw: photographs do not wait for it.
  const { documentBackdrop } = await import('./document-backdrop.ts')
  return documentBackdrop(source, view)
}

async function pictureBackdrop(bytes: Uint8Array): Promise<Backdrop> {
  const upright = sharp(bytes, { limitInputPixels: SOURCE_PIXELS_MAX })
    .rotate()
    .resize(BACKDROP_EDGE_MAX_PX, BACKDROP_EDGE_MAX_PX, { fit: 'inside', withoutEnlargement: true })
    .flatten({ background: '#fff' })
  const { data, info } = await upright.jpeg({ quality: JPEG_QUALITY }).toBuffer({ resolveWithObject: true })
  return { bytes: data, rect: { x: -info.width / 2, y: 0, width: info.width, height: info.height }, words: [] }
}
