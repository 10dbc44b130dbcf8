import { describe, expect, test } from 'vitest'
import { seededRandom } from '../test/seeded-random.ts'
import type { CrdtId, Paragraph } from './scene.ts'
import { NO_ID, keyOf } from './crdt-id.ts'
import type { IdKey } from './crdt-id.ts'
import { ProblemLog } from './problems.ts'
import type { TextRun, TextStyle } from './stored-text.ts'
import { buildTypedText } from './typed-text.ts'

/**
 * A text as an editor sees it: a plain list of cells. Since each cell goes between two that are neighbours at that
 * moment, there is one order only, and the list itself is it: no rule of replicas is needed to know what must be read.
 */
type Cell = { id: CrdtId; left: CrdtId; right: CrdtId; sign: string; format: number | undefined; isDeleted: boolean }
type Model = { cells: Cell[]; next: Map<number, number>; styles: Map<IdKey, TextStyle> }

const SIGNS = ['a', 'b', ' ', 'é', '漢', '🌍', '👩', '\u200d', '\u2028', '\n']

function emptyModel(): Model {
  return { cells: [], next: new Map(), styles: new Map() }
}

/** Puts signs (or one format code) at a place; they get ids of their author that follow each other. */
function insert(model: Model, input: { at: number; author: number; signs: string[]; format?: number }): void {
  const { at, author, signs, format } = input
  const first = model.next.get(author) ?? 16
  model.next.set(author, first + signs.length)
  const before = model.cells[at - 1]?.id ?? NO_ID
  const after = model.cells[at]?.id ?? NO_ID
  const idAt = (offset: number): CrdtId => ({ author, counter: first + offset })
  const cells = signs.map((sign, offset) => ({
    id: idAt(offset),
    left: offset === 0 ? before : idAt(offset - 1),
    right: offset === signs.length - 1 ? after : idAt(offset + 1),
    sign,
    format,
    isDeleted: false,
  }))
  model.cells.splice(at, 0, ...cells)
}

/** Types, deletes and switches at random, sixty times, as two or three people in turn. */
function edited(seed: number): Model {
  const random = seededRandom(seed)
  const upTo = (limit: number): number => Math.floor(random() * limit)
  const model = emptyModel()
  for (let step = 0; step < 60; step++) {
    const at = upTo(model.cells.length + 1)
    const author = 1 + upTo(3)
    const what = random()
    if (what < 0.55) {
      const signs = Array.from({ length: 1 + upTo(6) }, () => SIGNS[upTo(SIGNS.length)] ?? 'a')
      insert(model, { at, author, signs })
    } else if (what < 0.75) {
      for (const cell of model.cells.slice(at, at + 1 + upTo(5))) cell.isDeleted = true
    } else if (what < 0.9) {
      insert(model, { at, author, signs: [''], format: 1 + upTo(5) })
    } else {
      const newlines = model.cells.filter((cell) => cell.sign === '\n').map((cell) => cell.id)
      const on = [NO_ID, ...newlines][upTo(newlines.length + 1)] ?? NO_ID
      const style = { stamp: { author, counter: step }, style: upTo(12), baseStyle: undefined, properties: undefined }
      model.styles.set(keyOf(on), style)
    }
  }
  return model
}

/** Cells as the tablet stores them: neighbours with consecutive ids are one run, deleted ones runs of their own. */
function stored(model: Model): TextRun[] {
  const byId = model.cells.toSorted((a, b) => a.id.author - b.id.author || a.id.counter - b.id.counter)
  const runs: TextRun[] = []
  let last: Cell | undefined
  for (const cell of byId) {
    const run = runs.at(-1)
    const isNext =
      last !== undefined &&
      last.id.author === cell.id.author &&
      last.id.counter + 1 === cell.id.counter &&
      cell.left.author === last.id.author &&
      cell.left.counter === last.id.counter &&
      last.right.counter === cell.id.counter &&
      last.right.author === cell.id.author &&
      last.isDeleted === cell.isDeleted &&
      last.format === undefined &&
      cell.format === undefined
    if (run !== undefined && isNext) {
      run.right = cell.right
      if (cell.isDeleted) run.deletedLength++
      else run.text += cell.sign
    } else {
      const text = cell.isDeleted ? '' : cell.sign
      runs.push({ ...cell, deletedLength: Number(cell.isDeleted), text })
    }
    last = cell
  }
  return runs
}

type Read = { text: string; ids: string[]; bold: string; italic: string; style: number }

/** What the list of cells says, read from left to right. */
function expected(model: Model): Read[] {
  const styleAfter = (id: CrdtId): number => model.styles.get(keyOf(id))?.style ?? 1
  const open = (id: CrdtId): Read => ({ text: '', ids: [], bold: '', italic: '', style: styleAfter(id) })
  const paragraphs = [open(NO_ID)]
  let [isBold, isItalic] = [false, false]
  for (const { id, sign, format, isDeleted } of model.cells) {
    if (isDeleted) continue
    if (format === 1 || format === 2) isBold = format === 1
    if (format === 3 || format === 4) isItalic = format === 3
    const paragraph = paragraphs.at(-1)
    if (format !== undefined || paragraph === undefined) continue
    paragraph.ids.push(`${id.author}:${id.counter}`)
    if (sign === '\n') {
      paragraphs.push(open(id))
      continue
    }
    paragraph.text += sign
    paragraph.bold += (isBold ? 'b' : '.').repeat(sign.length)
    paragraph.italic += (isItalic ? 'i' : '.').repeat(sign.length)
  }
  return paragraphs
}

function asRead({ text, characterIds, spans, style }: Paragraph): Read {
  const marks = (isOn: (span: Paragraph['spans'][number]) => boolean, sign: string): string =>
    spans.map((span) => (isOn(span) ? sign : '.').repeat(span.to - span.from)).join('')
  const ids = characterIds.map(({ author, counter }) => `${author}:${counter}`)
  return {
    text,
    ids,
    bold: marks((span) => span.isBold, 'b'),
    italic: marks((span) => span.isItalic, 'i'),
    style,
  }
}

function build(model: Model, runs: TextRun[]): ReturnType<typeof buildTypedText> & { problems: unknown[] } {
  const problems = new ProblemLog(10)
  const text = { runs, styles: model.styles, x: 0, y: 0, width: 936 }
  return { ...buildTypedText(text, { problems, maxTextCharacters: 100_000 }), problems: problems.list() }
}

const seeds = Array.from({ length: 120 }, (_, seed) => seed)

describe('a text that several people edited in turn', () => {
  // RM-7.2, RM-7.3, RM-7.6
  test('reads as they left it: letters, ids, weights, slants and styles', () => {
    for (const seed of seeds) {
      const model = edited(seed)
      const { paragraphs, problems } = build(model, stored(model))
      expect([seed, problems]).toEqual([seed, []])
      expect([seed, paragraphs.map(asRead)]).toEqual([seed, expected(model)])
    }
  })

  test('reads the same in whatever order its runs are stored', () => {
    for (const seed of seeds.slice(0, 40)) {
      const model = edited(seed)
      const random = seededRandom(seed + 1000)
      const shuffled = stored(model)
        .map((run) => ({ run, key: random() }))
        .toSorted((a, b) => a.key - b.key)
        .map(({ run }) => run)
      expect([seed, build(model, shuffled).paragraphs.map(asRead)]).toEqual([seed, expected(model)])
    }
  })

  test('reads the same when every letter is stored by itself', () => {
    for (const seed of seeds.slice(0, 40)) {
      const model = edited(seed)
      const single = model.cells.map((cell) => ({
        ...cell,
        deletedLength: Number(cell.isDeleted),
        text: cell.isDeleted ? '' : cell.sign,
      }))
      expect([seed, build(model, single).paragraphs.map(asRead)]).toEqual([seed, expected(model)])
    }
  })

  // RM-7.5
  test('knows for every deleted letter where it stood', () => {
    for (const seed of seeds) {
      const model = edited(seed)
      const { deleted = [] } = build(model, stored(model))
      const told = deleted.flatMap(({ id, count, paragraph, index }) =>
        Array.from({ length: count }, (_, offset) => `${id.author}:${id.counter + offset} at ${paragraph}/${index}`),
      )
      let [line, place] = [0, 0]
      const wanted = model.cells.flatMap(({ id, sign, format, isDeleted }) => {
        const at = `${id.author}:${id.counter} at ${line}/${place}`
        if (isDeleted) return [at]
        if (format === undefined) [line, place] = sign === '\n' ? [line + 1, 0] : [line, place + 1]
        return []
      })
      expect([seed, told]).toEqual([seed, wanted])
    }
  })
})
