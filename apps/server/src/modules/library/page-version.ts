import { createHash } from 'node:crypto'
import { type Sha256, sha256 } from '@kinfolio/contracts'

/** A file beside the page's ink that changes its picture. */
export type PageExtra = { role: 'highlights' | 'image'; name: string; sha256: Sha256 }

/** Everything that changes the picture of a page. */
export type PageIngredients = {
  inkSha256: Sha256 | undefined
  layersSha256: Sha256 | undefined
  /** The page of the source file under the ink, from 0. */
  source: { sha256: Sha256; page: number } | undefined
  template: string | undefined
  /** The tablet shows the document sideways, which turns the ink of old pages. */
  isLandscape?: boolean
  extras: readonly PageExtra[]
}

/**
 * The version of a page: SHA-256 over this canonical form, UTF-8, one line each, every line ended by a line feed.
 * A part that is absent is a dash; names are JSON strings, so that no name can be taken for another line.
 *
 *     kinfolio page 1
 *     ink <hash>
 *     layers <hash>
 *     source <hash> <page from 0>
 *     template <JSON string>
 *     landscape                              (where the document is)
 *     extra <role> <JSON string> <hash>      (once per extra, sorted by role, then name)
 *
 * A new ingredient gets a new line that is left out when absent, so that versions of pages without it stay the same.
 */
export function pageVersion(of: PageIngredients): Sha256 {
  const lines = [
    'kinfolio page 1',
    `ink ${of.inkSha256 ?? '-'}`,
    `layers ${of.layersSha256 ?? '-'}`,
    of.source === undefined ? 'source -' : `source ${of.source.sha256} ${of.source.page}`,
    `template ${of.template === undefined ? '-' : JSON.stringify(of.template)}`,
    ...(of.isLandscape ? ['landscape'] : []),
    ...of.extras.map((extra) => `extra ${extra.role} ${JSON.stringify(extra.name)} ${extra.sha256}`).toSorted(),
  ]
  const digest = createHash('sha256')
  for (const line of lines) digest.update(`${line}\n`)
  return sha256.parse(digest.digest('hex'))
}
