import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Real documents from public repositories, which are no part of the project; tests that need them say so. */
const besideTheProject = fileURLToPath(new URL('../../../../shared/corpus', import.meta.url))
const root = process.env['KINFOLIO_CORPUS'] ?? besideTheProject

export const hasCorpus = existsSync(join(root, 'MANIFEST.tsv'))
export const NEEDS_CORPUS = 'needs the corpus at ../shared/corpus or KINFOLIO_CORPUS'

export function corpusPath(name: string): string {
  return join(root, name)
}
