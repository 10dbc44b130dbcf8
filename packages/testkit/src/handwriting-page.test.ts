import { expect, test } from 'vitest'
import {
  TOOLS,
  assembleDocument,
  parsePage,
  placeOf,
  planDocuments,
  readContent,
  readMetadata,
} from '@kinfolio/rm-format'
import {
  boxOf,
  drawArrow,
  drawBox,
  drawCheckbox,
  drawHeart,
  drawRing,
  drawStar,
  drawUnderline,
  notebookUuid,
  writeNotebook,
  writeNotes,
} from './index.ts'
import type { MadeFile, NotebookInput } from './index.ts'

const HIGHLIGHTER = TOOLS.highlighter[1]

test('notes are read as they were meant, line by line', () => {
  const notes = writeNotes('# Cake\n\n[x] plums\n  [ ] ==a big tin==\n- flour\nbake it', { seed: 1 })
  expect(notes.text).toBe('Cake\n[x] plums\n[ ] a big tin\n- flour\nbake it')
  expect(notes.words.map((word) => word.text).join(' ')).toBe('Cake plums a big tin • flour bake it')
  for (const word of notes.words) {
    expect(boxOf(word.strokes.flatMap((index) => notes.strokes[index] ?? []))).toEqual(word.box)
  }
})

test('marked words on a line share one stroke of the highlighter, below the ink', () => {
  const notes = writeNotes('bake ==at 180 degrees== please', { seed: 1 })
  const marks = notes.strokes.filter((stroke) => stroke.tool === HIGHLIGHTER)
  expect(marks).toHaveLength(1)
  expect(notes.strokes[0]).toBe(marks[0])
  const [, at, , degrees] = notes.words
  const { x, width } = boxOf(marks)
  expect(x).toBeLessThan(at?.box.x ?? 0)
  expect(x + width).toBeGreaterThan((degrees?.box.x ?? 0) + (degrees?.box.width ?? 0))
})

test('lines stay within the column, and later lines stand lower', () => {
  const notes = writeNotes('- a rather long line that will have to be broken somewhere\n- next', {
    seed: 1,
    x: -300,
    width: 600,
  })
  const box = boxOf(notes.strokes)
  expect(box.x).toBeGreaterThan(-310)
  expect(box.x + box.width).toBeLessThan(320)
  const baselines = notes.words.map((word) => word.baseline)
  expect(baselines).toEqual(baselines.toSorted((a, b) => a - b))
  expect(notes.nextBaseline).toBeGreaterThan(baselines.at(-1) ?? 0)
})

test('doodles have the size asked for, up to the hand’s irregularity', () => {
  const at = { x: 100, y: 100 }
  const box = { ...at, width: 200, height: 80 }
  const sizes = [
    drawBox({ seed: 1, box }),
    drawRing({ seed: 1, box }),
    drawUnderline({ seed: 1, ...at, width: 200 }),
    drawArrow({ seed: 1, from: at, to: { x: 300, y: 100 } }),
    drawStar({ seed: 1, ...at, radius: 100 }),
    drawHeart({ seed: 1, ...at, size: 166 }),
  ].map((strokes) => boxOf(strokes).width)
  for (const width of sizes) expect(Math.abs(width - 200)).toBeLessThan(20)
  expect(drawCheckbox({ seed: 1, ...at, size: 30, isChecked: false })).toHaveLength(1)
  expect(drawCheckbox({ seed: 1, ...at, size: 30, isChecked: true })).toHaveLength(2)
})

const notebook: NotebookInput = {
  title: 'Recipes',
  folder: 'Home/Kitchen',
  seed: 7,
  tags: ['family'],
  pages: [
    { notes: '# Plums', tags: ['todo'], template: 'P Lines medium' },
    { text: { x: -468, y: 234, width: 936, paragraphs: [{ text: 'typed', style: 1 }] } },
  ],
}
const textOf = (files: MadeFile[], path: string | undefined): string =>
  new TextDecoder().decode(files.find((file) => file.path === path)?.bytes)

test('a notebook is a document of the tablet, in its folders', () => {
  const files = writeNotebook(notebook)
  const metadata = (path: string): ReturnType<typeof readMetadata> => readMetadata(textOf(files, path))
  const plan = planDocuments(
    files.map((file) => file.path),
    metadata,
  )
  expect(plan.loose).toEqual([])
  const [document] = plan.documents
  if (document?.metadataPath === undefined) throw new Error('a document was written')
  expect(document.uuid).toBe(notebookUuid(notebook))
  const collections = new Map(plan.collections.map(({ uuid, metadataPath = '' }) => [uuid, metadata(metadataPath)]))
  const place = placeOf(metadata(document.metadataPath), collections)
  expect(place.collections.map((uuid) => collections.get(uuid)?.visibleName)).toEqual(['Home', 'Kitchen'])
})

test('its pages are in order, with templates, tags and ink or text', () => {
  const files = writeNotebook(notebook)
  const [plan] = planDocuments(files.map((file) => file.path)).documents.filter(
    ({ pagedataPath }) => pagedataPath !== undefined,
  )
  if (plan === undefined) throw new Error('a document was written')
  const content = readContent(textOf(files, plan.contentPath))
  expect(content).toMatchObject({ formatVersion: 2, fileType: 'notebook', problems: [], tags: [{ name: 'family' }] })
  const pages = assembleDocument({ plan, content })
  expect(pages.map(({ template, tags, isOrphan }) => [template, tags, isOrphan])).toEqual([
    ['P Lines medium', ['todo'], false],
    ['Blank', [], false],
  ])
  const scenes = pages.map(({ path }) => parsePage(files.find((file) => file.path === path)?.bytes ?? new Uint8Array()))
  expect(scenes.map(({ problems }) => problems)).toEqual([[], []])
  expect(scenes[0]?.scene.layers[0]?.items.length).toBeGreaterThan(3)
  expect(scenes[1]?.scene.text?.paragraphs[0]?.text).toBe('typed')
})

test('a notebook of many pages keeps their order', () => {
  const pages = Array.from({ length: 60 }, () => ({}))
  const files = writeNotebook({ ...notebook, pages })
  const content = readContent(
    textOf(files, files.find(({ path }) => path.endsWith('.content') && path.startsWith(notebookUuid(notebook)))?.path),
  )
  expect(content.pages.map((page) => page.storedIndex)).toEqual(pages.map((_, index) => index))
})

test('the same notebook has the same bytes, and notebooks share folders of one name', () => {
  expect(writeNotebook(notebook)).toEqual(writeNotebook(notebook))
  const other = writeNotebook({ ...notebook, title: 'Letters', folder: 'Home', seed: 8 })
  const paths = new Set(writeNotebook(notebook).map((file) => file.path))
  expect(other.filter((file) => paths.has(file.path))).toHaveLength(2)
})
