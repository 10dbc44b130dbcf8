import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Real pages, which are no part of the project: beside it, or where KINFOLIO_CORPUS says. */
const FOLDER = process.env['KINFOLIO_CORPUS'] ?? fileURLToPath(new URL('../../../shared/corpus', import.meta.url))

/** Every page of the corpus; empty, saying so, where it is absent. */
export function corpusPages(say: (line: string) => void): Uint8Array[] {
  if (!existsSync(FOLDER)) say('no corpus: the rows about real pages are left out (KINFOLIO_CORPUS)')
  return corpusFiles('.rm')
}

/** Every file of the corpus with this ending, in order of name. */
export function corpusFiles(ending: string): Uint8Array[] {
  if (!existsSync(FOLDER)) return []
  return readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .toSorted()
    .map((name) => new Uint8Array(readFileSync(join(FOLDER, name))))
}
