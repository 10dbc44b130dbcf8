import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * Real pages from public repositories, and pictures the official app drew of seven of them. They are not part of
 * the project: tests that need them are skipped, saying so in their name, where they are absent.
 */
const besideTheProject = fileURLToPath(new URL('../../../../shared/corpus', import.meta.url))
const root = process.env['KINFOLIO_CORPUS'] ?? besideTheProject

export const hasCorpus = existsSync(join(root, 'MANIFEST.tsv'))
export const NEEDS_CORPUS = 'needs the corpus at ../shared/corpus or KINFOLIO_CORPUS'

export type CorpusFile = { name: string; bytes: Uint8Array }

/** Files below a folder of the corpus with one ending, in order of name; none where the corpus is absent. */
export function corpusFiles(folder: string, ending: string): CorpusFile[] {
  if (!hasCorpus) return []
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .toSorted()
    .map((name) => ({ name, bytes: new Uint8Array(readFileSync(join(root, folder, name))) }))
}
