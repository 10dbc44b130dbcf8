import type { Sha256 } from '@kinfolio/contracts'
import type { Blobs } from '../../kernel/blobs/blobs.port.ts'
import type { PageSource } from '../library/index.ts'
import type { PageParts } from './drawing/page-parts.ts'

/** One page file is a few kilobytes to a few megabytes; a larger one is damage or an attack. */
const INK_BYTES_MAX = 256 * 1024 * 1024
/** The largest source that is drawn: it is held in memory, once here and once in the worker. */
const SOURCE_BYTES_MAX = 512 * 1024 * 1024

/** Fetches the bytes a page is drawn from. Throws BlobMissing or BlobTooLarge. */
export async function loadPageParts(deps: { blobs: Blobs }, page: PageSource): Promise<PageParts> {
  const read = async (hash: Sha256 | undefined): Promise<Uint8Array | undefined> =>
    hash === undefined ? undefined : deps.blobs.read(hash, { limitBytes: INK_BYTES_MAX })
  const highlights = page.extras.find((extra) => extra.role === 'highlights')
  const pictures = page.extras.filter((extra) => extra.role === 'image')
  return {
    ink: await read(page.inkSha256),
    layers: await read(page.layersSha256),
    highlights: await read(highlights?.sha256),
    images: await Promise.all(
      pictures.map(async ({ name, sha256 }) => ({
        name,
        bytes: await deps.blobs.read(sha256, { limitBytes: INK_BYTES_MAX }),
      })),
    ),
    template: page.template,
    isLandscape: page.isLandscape,
    source: page.source && {
      ...page.source,
      bytes: await deps.blobs.read(page.source.sha256, { limitBytes: SOURCE_BYTES_MAX }),
    },
  }
}
