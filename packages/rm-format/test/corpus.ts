import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * Real pages from public repositories. They are not part of the project: tests that need them are skipped,
 * saying so in their name, where they are absent.
 */
const besideTheProject = fileURLToPath(new URL('../../../../shared/corpus', import.meta.url))
const root = process.env['KINFOLIO_CORPUS'] ?? besideTheProject

export const hasCorpus = existsSync(join(root, 'MANIFEST.tsv'))
export const NEEDS_CORPUS = 'needs the corpus at ../shared/corpus or KINFOLIO_CORPUS'

/** Every page file below a folder of the corpus, sorted by name; none where the corpus is absent. */
export function corpusPages(folder = '.'): { name: string; bytes: Uint8Array }[] {
  return corpusFiles(folder).flatMap((name) => (name.endsWith('.rm') ? [{ name, bytes: corpusBytes(name) }] : []))
}

/** Paths of all files below a folder of the corpus, relative to it, with forward slashes. */
export function corpusFiles(folder = '.'): string[] {
  if (!hasCorpus) return []
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((path) => join(root, folder, path))
    .filter((path) => statSync(path).isFile())
    .map((path) => relative(root, path).replaceAll('\\', '/'))
    .toSorted()
}

/** One file of the corpus, as a plain array, since that is what the packages take. */
export function corpusBytes(name: string): Uint8Array {
  return new Uint8Array(readFileSync(join(root, name)))
}
