import { readFile } from 'node:fs/promises'
import { getPage } from '@kinfolio/contracts'
import * as mupdf from 'mupdf'
import { beforeAll, expect, test } from 'vitest'
import { type Api, openApi, pagesOf, untilRead } from '../api.ts'
import { prepareJourney, startSignedIn } from '../journey.ts'
import { look } from '../look.ts'
import { harbourNotebook } from '../notebooks.ts'
import { unzip } from '../unzip.ts'

const journey = prepareJourney(() => startSignedIn())
let api: Api
let documentPath = ''
let firstPageId = ''

beforeAll(async () => {
  api = await openApi(journey().server.url)
  const [uploaded] = (await api.upload(harbourNotebook())).documents
  if (uploaded === undefined) throw new Error('the notebook was not taken')
  await untilRead(api, { documentId: uploaded.id })
  documentPath = `/dashboard/documents/${uploaded.id}`
  firstPageId = (await pagesOf(api, uploaded.id))[0]?.id ?? ''
})

type Download = { name: string; bytes: Buffer }

/** Chooses a form from the document's export menu, and hands back what the browser saved. */
async function take(form: string): Promise<Download> {
  const { page } = journey()
  await page.goto(documentPath)
  await page.getByRole('button', { name: 'Export' }).click()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: form }).click(),
  ])
  await page.getByText(`Saved as ${download.suggestedFilename()}`).waitFor()
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) }
}

test('the menu offers every form a document can be taken away in', async () => {
  const { page } = journey()
  await page.goto(documentPath)
  await page.getByRole('button', { name: 'Export' }).click()
  await expect.poll(() => page.getByRole('menuitem').count()).toBe(5)
  await look(page, 'menu-export')
})

test('Markdown carries what was read and what was typed, page by page', async () => {
  const { name, bytes } = await take('Markdown text')
  expect(name).toBe('Harbour notes.md')
  const text = bytes.toString('utf8')
  expect(text).toContain('seven lanterns and a compass')
  expect(text).toContain('A sentence about marmalade and cafés.')
  expect(text.indexOf('seven lanterns')).toBeLessThan(text.indexOf('quiet lighthouse'))
})

test('the text of the PDF lies exactly under the handwriting', async () => {
  const { name, bytes } = await take('PDF with searchable text')
  expect(name).toBe('Harbour notes.pdf')
  const pdf = mupdf.Document.openDocument(bytes, 'application/pdf')
  expect(pdf.countPages()).toBe(3)
  const paper = pdf.loadPage(0)
  expect(paper.toStructuredText('').asText()).toContain('lanterns')
  expect(pdf.loadPage(2).toStructuredText('').asText()).toContain('marmalade')

  const { lines } = await api.ask(getPage, { params: { page_id: firstPageId } })
  const word = lines.flatMap(({ words }) => words).find(({ text }) => text === 'lanterns')
  const [quad] = paper.search('lanterns', '')[0] ?? []
  const [left, top, right, bottom] = paper.getBounds()
  if (word === undefined || quad === undefined) throw new Error('the word is not on the page')
  const [x0, y0, x1] = [quad[0], quad[1], quad[2]]
  // Within a hundredth of the page of where the ink is.
  expect((x0 - left) / (right - left)).toBeCloseTo(word.box.x, 1.7)
  expect((x1 - left) / (right - left)).toBeCloseTo(word.box.x + word.box.width, 1.7)
  expect((y0 - top) / (bottom - top)).toBeGreaterThan(word.box.y - 0.02)
  expect((y0 - top) / (bottom - top)).toBeLessThan(word.box.y + word.box.height)
})

test('the original files come back byte for byte', async () => {
  const { bytes } = await take('Original files')
  const entries = await unzip(bytes)
  const pages = harbourNotebook().filter(({ path }) => path.endsWith('.rm'))
  expect(pages).toHaveLength(3)
  for (const { path, bytes: original } of pages) {
    const kept = [...entries].find(([entry]) => entry.endsWith(path))?.[1]
    expect(kept?.equals(original)).toBe(true)
  }
})

test('SVG and PNG bring one picture for each page', async () => {
  const svg = await unzip((await take('SVG pictures')).bytes)
  expect([...svg.keys()].filter((path) => path.endsWith('.svg'))).toHaveLength(3)
  expect([...svg.values()][0]?.toString('utf8')).toMatch(/<svg[^>]+>/)
  const png = await unzip((await take('PNG pictures')).bytes)
  expect([...png.values()].map((bytes) => bytes.subarray(1, 4).toString('latin1'))).toEqual(['PNG', 'PNG', 'PNG'])
})

test('a whole space is taken away as folders that can be read without Kinfolio', async () => {
  const { page } = journey()
  await page.goto('/dashboard/settings')
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Export' }).click(),
  ])
  const entries = await unzip(await readFile(await download.path()))
  const paths = [...entries.keys()]
  expect(paths.some((path) => /Journeys\/Sea\/.*Harbour notes.*\.md$/.test(path))).toBe(true)
  expect(paths.some((path) => path.endsWith('.json'))).toBe(true)
  expect(paths.filter((path) => path.endsWith('.rm'))).toHaveLength(3)
})
