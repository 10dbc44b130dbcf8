import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestLibrary, type TestLibrary } from '../library.testing.ts'

const corpus = process.env['KINFOLIO_CORPUS'] ?? join(import.meta.dirname, '../../../../../../../shared/corpus')
const isThere = existsSync(join(corpus, 'documents'))

let at: TestLibrary
beforeAll(async () => {
  at = await openTestLibrary()
})
afterAll(async () => at[Symbol.asyncDispose]())

async function filesBelow(folder: string): Promise<Record<string, Uint8Array>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const files = await Promise.all(paths.map(async (path) => [relative(folder, path), await readFile(path)] as const))
  return Object.fromEntries(files)
}

/** The ids a content file lists in reading order, by a reading of the JSON that shares nothing with ours. */
function listedIds(content: string): string[] | undefined {
  const json = JSON.parse(content)
  const replicated = json.cPages?.pages
  if (replicated === undefined) return json.pages?.length > 0 ? json.pages : undefined
  const there = replicated.filter((page: { deleted?: { value: number } }) => !page.deleted?.value)
  const byPlace = there.map((page: { idx: { value: string }; id: string }) => [page.idx.value, page.id])
  return byPlace.toSorted(([a]: [string], [b]: [string]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, id]: string[]) => id)
}

async function pagesOf(by: TestLibrary['by'], documentId: string) {
  return at.database.read(by.context, async (db) =>
    db
      .selectFrom('pages')
      .selectAll()
      .where('document_id', '=', documentId as never)
      .where('removed_at', 'is', null)
      .orderBy('position')
      .execute(),
  )
}

const documents = isThere ? await readdir(join(corpus, 'documents')) : []
const archives = isThere ? await readdir(join(corpus, 'archives')) : []

test('the corpus is there, or these tests say that it is not', (context) => {
  if (!isThere) context.skip(`no corpus at ${corpus}; set KINFOLIO_CORPUS`)
  expect(documents.length).toBeGreaterThan(20)
})

describe('every document folder of the corpus', () => {
  test.each(documents)('%s becomes one document with its pages in order', async (name) => {
    const by = await at.newcomer()
    const files = await filesBelow(join(corpus, 'documents', name))
    const kept = await at.keep(files)
    const input = { ...by, collectionId: null, files: kept }
    const answer = await at.library.importFiles(input)
    expect(answer.set_aside).toEqual([])
    expect(answer.documents).toHaveLength(1)
    const [document] = answer.documents
    if (document === undefined) throw new Error('no document')

    const pages = await pagesOf(by, document.id)
    expect(document.page_count).toBe(pages.length)
    const contentPath = Object.keys(files).find((path) => path.endsWith('.content'))
    const content = contentPath === undefined ? '{}' : Buffer.from(files[contentPath] ?? []).toString()
    const listed = listedIds(content)
    const shown = pages.filter(({ is_orphan }) => !is_orphan).map(({ source_uuid }) => source_uuid)
    if (listed !== undefined) expect(shown).toEqual(listed)
    // Every page file is the ink of exactly one page, listed or not.
    const pageFiles = Object.keys(files).filter((path) => path.endsWith('.rm'))
    expect(pages.filter(({ ink_sha256 }) => ink_sha256 !== null)).toHaveLength(pageFiles.length)

    const again = await at.library.importFiles(input)
    expect(again.documents).toEqual([{ ...document, outcome: 'unchanged', ocr_status: null }])
  })
})

describe('every archive of the corpus', () => {
  test.each(archives)('%s gives the pages that its folder gives', async (name) => {
    const [fromArchive, fromFolder] = [await at.newcomer(), await at.newcomer()]
    const bytes = await readFile(join(corpus, 'archives', name))
    const archive = await at.library.importFiles({
      ...fromArchive,
      collectionId: null,
      files: await at.keep({ [name]: bytes }),
    })
    expect(archive.set_aside).toEqual([])
    const folder = await filesBelow(join(corpus, 'documents', name.replace(/\.\w+$/, '')))
    const plain = await at.library.importFiles({ ...fromFolder, collectionId: null, files: await at.keep(folder) })
    const versions = async (by: TestLibrary['by'], id: string | undefined) =>
      (await pagesOf(by, id ?? '')).map(({ version, source_uuid }) => [source_uuid, version.toString('hex')])
    expect(await versions(fromArchive, archive.documents[0]?.id)).toEqual(
      await versions(fromFolder, plain.documents[0]?.id),
    )
  })
})
