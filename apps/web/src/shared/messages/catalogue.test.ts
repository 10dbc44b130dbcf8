import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  documentKind,
  eventKind,
  exportFormat,
  jobState,
  readerEngine,
  readingSummary,
  webhookKind,
} from '@kinfolio/contracts'
import { expect, test } from 'vitest'
import { en } from './en.ts'
import { t } from './messages.ts'
import type { MessageKey } from './messages.ts'

const SOURCE = join(import.meta.dirname, '../..')

/** The text of every source file of the app, without tests and without the catalogue itself. */
function sources(): { path: string; text: string }[] {
  return readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.tsx?$/.test(path) && !/\.(test|testing)\.tsx?$/.test(path) && !path.includes('messages/en'))
    .map((path) => ({ path, text: readFileSync(join(SOURCE, path), 'utf8') }))
}

/** Keys as they stand in quotes, and keys that are put together, as patterns. */
function usesIn(text: string): { plain: Set<string>; composed: RegExp[] } {
  const plain = new Set(Array.from(text.matchAll(/'([a-z][A-Za-z]*(?:\.[A-Za-z]+)+)'/g), (match) => match[1] ?? ''))
  const composed = Array.from(text.matchAll(/`([a-z][A-Za-z]*\.[^`]*\$\{[^`]*)`/g), (match) => {
    const pattern = (match[1] ?? '').replace(/\$\{[^}]*\}/g, '[A-Za-z_-]+').replaceAll('.', '\\.')
    return new RegExp(`^${pattern}$`)
  })
  return { plain, composed }
}

const all = usesIn(
  sources()
    .map(({ text }) => text)
    .join('\n'),
)
const keys = Object.keys(en)
const isKey = (text: string): text is MessageKey => Object.hasOwn(en, text)

/** What a sentence needs, found by watching what it reaches for. */
function namesAskedBy(sentence: (args: never) => string): string[] {
  const asked = new Set<string>()
  const watched = new Proxy({}, { get: (_, name) => (asked.add(String(name)), 1) })
  // Any value serves: the watch only notes which names are read.
  sentence(watched as never)
  return [...asked]
}
const sentences = Object.entries(en).flatMap(([key, message]) =>
  typeof message === 'function' ? [{ key, message }] : [],
)

test('the sources were found, so that the checks below look at something', () => {
  expect(sources().length).toBeGreaterThan(100)
  expect(all.plain.size).toBeGreaterThan(200)
  expect(all.composed.length).toBeGreaterThan(5)
})

test('every sentence of the catalogue is said somewhere', () => {
  const unsaid = keys.filter((key) => !all.plain.has(key) && !all.composed.some((pattern) => pattern.test(key)))
  expect(unsaid).toEqual([])
})

test('every key the sources ask for is in the catalogue', () => {
  const groups = new Set(keys.map((key) => key.slice(0, key.indexOf('.'))))
  const asked = [...all.plain].filter((key) => groups.has(key.slice(0, key.indexOf('.'))))
  expect(asked.filter((key) => !isKey(key) && !isWireName(key))).toEqual([])
})

/** Kinds of events are written like keys, and are words of the wire. */
function isWireName(text: string): boolean {
  return [...eventKind.options, ...webhookKind.options].some((kind) => kind === text)
}

test('every key put together from a word of the wire has its sentence', () => {
  const composed = [
    ...jobState.options.map((state) => `jobs.state.${state}`),
    ...exportFormat.options.map((format) => `export.${format}`),
    ...documentKind.options.map((kind) => `document.kind.${kind}`),
    ...readerEngine.options.flatMap((engine) => [`engine.${engine}`, `engine.${engine}.text`]),
    ...readingSummary.shape.outcome.options.flatMap((outcome) => (outcome === 'read' ? [] : [`reading.${outcome}`])),
    ...['system', 'light', 'dark'].map((theme) => `theme.${theme}`),
  ]
  expect(composed.filter((key) => !isKey(key))).toEqual([])
})

test('every value a sentence takes is heard in it', () => {
  for (const { key, message } of sentences) {
    const names = namesAskedBy(message)
    expect(names.length, `${key} takes nothing`).toBeGreaterThan(0)
    for (const name of names) {
      const say = (value: number): string => {
        const given = new Proxy({}, { get: (_, asked) => (asked === name ? value : 1) })
        // As above: a number can be said wherever a text can.
        return message(given as never)
      }
      expect(say(7), `${key} takes ${name}`).not.toBe(say(8))
    }
  }
})

test('one is said in the singular and every other number in the plural', () => {
  expect([0, 1, 2, 21, 1_001].map((count) => t('upload.files', { count }))).toEqual([
    '0 files',
    '1 file',
    '2 files',
    '21 files',
    '1,001 files',
  ])
  expect(t('search.results', { count: 1, query: 'tea' })).toBe('1 document with “tea”')
  expect(t('search.results', { count: 0, query: 'tea' })).toBe('0 documents with “tea”')
  expect(t('search.morePages', { count: 1 })).toBe('1 more page in this document')
  expect(t('search.morePages', { count: 3 })).toBe('3 more pages in this document')
  expect(t('signIn.tooMany', { seconds: 1 })).toBe('Too many attempts. Try again in 1 second.')
  expect(t('welcome.passwordMissing', { missing: 1 })).toBe('1 more character needed')
  expect(t('page.found', { count: 1, query: 'tea' })).toBe('1 place with “tea”')
  expect(t('progress.failed', { count: 2 })).toBe('2 pages need a look')
})

test('a word that is nowhere on the page is said so, instead of nought places', () => {
  expect(t('page.found', { count: 0, query: 'tea' })).toBe('“tea” is not marked on this page')
})

test('large numbers are grouped wherever they are counted', () => {
  expect(t('progress.drawing', { done: 1_234, total: 20_000 })).toBe('1,234 of 20,000 pages drawn')
  expect(t('jobs.progress.steps', { done: 1_000, total: 2_000 })).toBe('Step 1,000 of 2,000')
  expect(t('settings.testOk', { ms: 12_345 })).toBe('It works. Answered in 12,345 ms.')
})

test('texts are set with real quotes, ellipses and single spaces', () => {
  const texts = Object.entries(en).map(
    ([key, message]) => [key, typeof message === 'string' ? message : spoken(message)] as const,
  )
  const wrong = texts.filter(([, text]) => /\.\.\.|"|'|\s{2}|^\s|\s$|undefined|\[object/.test(text))
  expect(wrong).toEqual([])
  expect(texts.filter(([, text]) => text === '')).toEqual([])
})

function spoken(sentence: (args: never) => string): string {
  const given = new Proxy({}, { get: () => 2 })
  // A number can be said wherever a text can.
  return sentence(given as never)
}

test('a sentence that explains ends with a full stop, a label does not', () => {
  const plain = Object.entries(en).flatMap(([key, text]) => (typeof text === 'string' ? [[key, text] as const] : []))
  const explains = plain.filter(
    ([key]) => /(Text|Hint)$/.test(key) && !['upload.dropText', 'page.copyText'].includes(key),
  )
  expect(explains.filter(([, text]) => !/[.:…]$|\/v1$/.test(text))).toEqual([])
  const labels = plain.filter(([key]) => key.startsWith('do.') || key.startsWith('nav.') || key.startsWith('state.'))
  expect(labels.length).toBeGreaterThan(20)
  expect(labels.filter(([, text]) => text.endsWith('.'))).toEqual([])
})

test('states of one table are told apart by their words alone', () => {
  const texts = (group: string) => Object.entries(en).flatMap(([key, text]) => (key.startsWith(group) ? [text] : []))
  for (const group of ['state.', 'jobs.state.', 'theme.', 'document.kind.', 'keys.']) {
    const said = texts(group)
    expect(said.length, `of ${group}`).toBeGreaterThan(2)
    expect(new Set(said).size, `of ${group}`).toBe(said.length)
  }
})
