import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { login, PASSWORD_MAX_LENGTH, PASSWORD_MIN_LENGTH, refreshTokens, setUp } from './accounts.ts'
import { declaredRoutes, exampleHash, exampleId } from './declared.fixture.ts'
import { listJobs } from './jobs.ts'
import {
  changeCollection,
  changeDocument,
  createCollection,
  exportDocument,
  getDrawing,
  listCollections,
  listDocuments,
  TITLE_MAX_LENGTH,
} from './library.ts'
import {
  correctPage,
  CORRECTED_LINES_MAX,
  putReaderSettings,
  readPage,
  testReader,
  UNKNOWN_PRICES,
} from './recognition.ts'
import { LIST_LIMIT_MAX } from './route.ts'
import { search, SEARCH_QUERY_MAX_LENGTH } from './search.ts'
import { UPLOAD_FILE_BYTES_MAX, UPLOAD_FILES_MAX, UPLOAD_PATH_MAX_LENGTH, uploadFiles } from './upload.ts'

type Schema = { safeParse(given: unknown): { success: boolean } }
const takes = (schema: Schema, given: unknown): boolean => schema.safeParse(given).success

/** Which values of one field are taken, beside otherwise good ones. */
function field(schema: Schema, good: object): (name: string, value: unknown) => boolean {
  return (name, value) => takes(schema, { ...good, [name]: value })
}

const letters = (count: number): string => 'ä'.repeat(count)

describe('signing in', () => {
  const good = { email: 'ada@example.org', password: 'ink on paper' }
  const given = field(login.body, good)

  test('takes an address as it is typed, since the account is looked up and not written to', () => {
    expect(given('email', 'ADA@EXAMPLE.ORG')).toBe(true)
    expect(given('email', 'not an address')).toBe(true)
  })

  test.each([
    ['email', ''],
    ['email', 'x'.repeat(255)],
    ['email', null],
    ['email', { $ne: '' }],
    ['email', ['ada@example.org']],
    ['password', ''],
    ['password', letters(PASSWORD_MAX_LENGTH + 1)],
    ['password', 12_345_678],
    ['password', undefined],
  ])('refuses %s %j', (name, value) => {
    expect(given(name, value)).toBe(false)
  })

  test('takes a password up to the length that is still hashed quickly, whatever its signs', () => {
    expect(given('password', letters(PASSWORD_MAX_LENGTH))).toBe(true)
    expect(login.body.parse({ ...good, password: '  spaces stay \u0000' })?.password).toBe('  spaces stay \u0000')
  })

  test('needs no refresh token in the body, because a browser has it in a cookie', () => {
    expect(takes(refreshTokens.body, {})).toBe(true)
    expect(takes(refreshTokens.body, { refresh_token: 'x'.repeat(200) })).toBe(true)
    expect(takes(refreshTokens.body, { refresh_token: 'x'.repeat(201) })).toBe(false)
    expect(takes(refreshTokens.body, { refresh_token: null })).toBe(false)
  })
})

describe('the first run', () => {
  const good = { code: 'ABCD-EFGH-JKMN', name: 'Ada', email: 'ada@example.org', password: 'long enough' }
  const given = field(setUp.body, good)

  test.each([
    ['email', 'ada@example.org', true],
    ['email', `${'a'.repeat(64)}@example.org`, true],
    ['email', 'ada', false],
    ['email', 'ada@', false],
    ['email', 'ada@example', false],
    ['email', 'ada@example.org\n', false],
    ['email', 'ada@example.org, eve@example.org', false],
    ['email', `${'a'.repeat(250)}@example.org`, false],
    ['name', 'A', true],
    ['name', letters(200), true],
    ['name', letters(201), false],
    ['name', '   ', false],
    ['name', '', false],
    ['code', '', false],
    ['code', 'x'.repeat(65), false],
    ['password', '', false],
  ])('%s %j: %s', (name, value, isTaken) => {
    expect(given(name, value)).toBe(isTaken)
  })

  test('keeps a name without the spaces around it', () => {
    expect(setUp.body.parse({ ...good, name: ' Ada Byron ' }).name).toBe('Ada Byron')
  })

  test('leaves judging a short password to the server, which says why', () => {
    expect(given('password', 'x'.repeat(PASSWORD_MIN_LENGTH - 1))).toBe(true)
  })
})

describe('a title', () => {
  const routes = [
    { name: 'of a new folder', schema: createCollection.body, good: { parent_id: null } },
    { name: 'of a folder', schema: changeCollection.body, good: {} },
    { name: 'of a document', schema: changeDocument.body, good: {} },
  ]

  test.each(routes)('$name has between one sign and its limit, spaces around it not counted', ({ schema, good }) => {
    const given = field(schema, good)
    expect(given('title', 'x')).toBe(true)
    expect(given('title', letters(TITLE_MAX_LENGTH))).toBe(true)
    expect(given('title', `  ${letters(TITLE_MAX_LENGTH)}  `)).toBe(true)
    for (const wrong of ['', ' \t\n', letters(TITLE_MAX_LENGTH + 1), null, 5]) {
      expect([wrong, given('title', wrong)]).toEqual([wrong, false])
    }
  })

  test('is kept as it is written but for the spaces around it', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 100, unit: 'grapheme' }), (title) => {
        const parsed = createCollection.body.safeParse({ title, parent_id: null })
        expect(parsed.success).toBe(title.trim() !== '')
        if (parsed.success) expect(parsed.data.title).toBe(title.trim())
      }),
    )
  })
})

describe('a change', () => {
  test('names only what is to change, and nothing may be named', () => {
    expect(changeDocument.body.parse({})).toEqual({})
    expect(changeCollection.body.parse({ is_trashed: false })).toEqual({ is_trashed: false })
  })

  test('tells "to the top" apart from "stay where it is"', () => {
    expect(changeDocument.body.parse({ collection_id: null })).toEqual({ collection_id: null })
    expect(changeCollection.body.parse({ parent_id: null })).toEqual({ parent_id: null })
    expect(takes(createCollection.body, { title: 'x' })).toBe(false)
  })

  test('cannot set what only the server knows', () => {
    const given = { title: 'x', id: exampleId('9'), space_id: exampleId('9'), page_count: 7, kind: 'thread' }
    expect(changeDocument.body.parse(given)).toEqual({ title: 'x' })
    expect(changeCollection.body.parse(given)).toEqual({ title: 'x' })
  })

  test.each(['true', 1, null, 'no'])('takes no %j for yes', (is_trashed) => {
    expect(takes(changeDocument.body, { is_trashed })).toBe(false)
  })
})

describe('a list', () => {
  test('is as long as asked for, up to its limit, and has a length of its own otherwise', () => {
    expect(listDocuments.query.parse({})).toEqual({ limit: 50, is_trashed: false, is_archived: false })
    expect(takes(listDocuments.query, { limit: String(LIST_LIMIT_MAX) })).toBe(true)
    expect(takes(listDocuments.query, { limit: String(LIST_LIMIT_MAX + 1) })).toBe(false)
    expect(listCollections.query.parse({}).limit).toBe(2_000)
    expect(takes(listCollections.query, { limit: '2001' })).toBe(false)
  })

  test('goes on from any cursor a server might have given, and from nothing longer', () => {
    expect(takes(listDocuments.query, { cursor: 'x'.repeat(400) })).toBe(true)
    expect(takes(listDocuments.query, { cursor: 'x'.repeat(401) })).toBe(false)
    expect(takes(listDocuments.query, { cursor: ['a', 'b'] })).toBe(false)
  })

  test.each([
    ['true', true],
    ['false', false],
    ['1', true],
    ['0', false],
    ['TRUE', true],
    ['maybe', undefined],
    ['', undefined],
  ])('of the trash: %j means %s', (is_trashed, meant) => {
    const parsed = listDocuments.query.safeParse({ is_trashed })
    expect(parsed.success ? parsed.data.is_trashed : undefined).toBe(meant)
  })

  test('of one folder names it, or what lies in none', () => {
    const given = field(listDocuments.query, {})
    expect(given('collection_id', 'root')).toBe(true)
    expect(given('collection_id', exampleId('c'))).toBe(true)
    expect(given('collection_id', 'trash')).toBe(false)
    expect(given('collection_id', '')).toBe(false)
  })

  test('of jobs may be of one state or one batch', () => {
    const given = field(listJobs.query, {})
    for (const state of ['waiting', 'running', 'done', 'failed', 'cancelled']) expect(given('state', state)).toBe(true)
    expect(given('state', 'lost')).toBe(false)
    expect(given('parent_id', exampleId('1'))).toBe(true)
    expect(given('parent_id', 'none')).toBe(false)
  })
})

describe('a search', () => {
  const given = field(search.query, { q: 'tea' })

  test.each([
    ['q', ' tea ', true],
    ['q', '', false],
    ['q', '   ', false],
    ['q', letters(SEARCH_QUERY_MAX_LENGTH), true],
    ['q', letters(SEARCH_QUERY_MAX_LENGTH + 1), false],
    ['from', '2026-01-31', true],
    ['from', '2024-02-29', true],
    ['from', '2026-02-29', false],
    ['from', '2026-1-31', false],
    ['from', '31.01.2026', false],
    ['from', '2026-01-31T00:00:00Z', false],
    ['to', '0000-00-00', false],
    ['offset', '0', true],
    ['offset', '1000', true],
    ['offset', '1001', false],
    ['offset', '-1', false],
    ['limit', '50', true],
    ['limit', '51', false],
    ['document_id', exampleId('2'), true],
    ['document_id', 'all', false],
  ])('%s %j: %s', (name, value, isTaken) => {
    expect(given(name, value)).toBe(isTaken)
  })

  test('begins at the best hit', () => {
    expect(search.query.parse({ q: ' tea ' })).toEqual({ q: 'tea', offset: 0, limit: 20 })
  })
})

describe('a picture and an export', () => {
  test('are of a kind that is made', () => {
    for (const as of ['svg', 'png', 'thumbnail']) expect(takes(getDrawing.query, { as })).toBe(true)
    expect(getDrawing.query.parse({})).toEqual({ as: 'svg' })
    expect(takes(getDrawing.query, { as: 'jpeg' })).toBe(false)
    for (const format of ['markdown', 'pdf', 'svg', 'png', 'original']) {
      expect(takes(exportDocument.query, { format })).toBe(true)
    }
    expect(takes(exportDocument.query, {})).toBe(false)
    expect(takes(exportDocument.query, { format: 'docx' })).toBe(false)
  })

  test('are of a version that could be one', () => {
    expect(takes(getDrawing.query, { version: exampleHash('a') })).toBe(true)
    expect(takes(getDrawing.query, { version: '../../etc/passwd' })).toBe(false)
  })
})

describe('an upload', () => {
  test('may go into a folder', () => {
    expect(uploadFiles.query.parse({})).toEqual({})
    expect(takes(uploadFiles.query, { collection_id: 'root' })).toBe(false)
  })

  test('has limits that a whole tablet fits below and a 32-bit size does not cut', () => {
    expect(UPLOAD_FILES_MAX).toBe(10_000)
    expect(UPLOAD_FILE_BYTES_MAX).toBeGreaterThan(2 ** 32)
    expect(Number.isSafeInteger(UPLOAD_FILE_BYTES_MAX)).toBe(true)
    expect(UPLOAD_PATH_MAX_LENGTH).toBe(1_000)
  })
})

describe('a reader', () => {
  const good = { engine: 'openai', model: 'olmOCR', base_url: null, languages: ['en'], names: [] }
  const given = field(putReaderSettings.body, good)

  test.each<[string, unknown, boolean]>([
    ['engine', 'tesseract', true],
    ['engine', 'scripted', false],
    ['engine', 'constructor', false],
    ['model', '', true],
    ['model', 'x'.repeat(200), true],
    ['model', 'x'.repeat(201), false],
    ['base_url', 'http://vllm.lan:8000/v1', true],
    ['base_url', 'https://[fd00::1]:8000/v1', true],
    ['base_url', 'ftp://vllm.lan', false],
    ['base_url', 'file:///etc/passwd', false],
    ['base_url', 'javascript:alert(1)', false],
    ['base_url', 'vllm.lan:8000', false],
    ['base_url', `http://vllm.lan/${'x'.repeat(500)}`, false],
    ['base_url', '', false],
    ['languages', ['en', 'de-AT', 'zh-Hans', 'sr-Latn-RS'], true],
    ['languages', [], false],
    ['languages', Array.from({ length: 9 }, () => 'en'), false],
    ['languages', ['English'], false],
    ['languages', ['en_US'], false],
    ['languages', ['en; rm -rf /'], false],
    ['languages', ['EN'], false],
    ['names', Array.from({ length: 200 }, () => 'May'), true],
    ['names', Array.from({ length: 201 }, () => 'May'), false],
    ['names', [' '], false],
    ['names', [letters(101)], false],
    ['prices', undefined, true],
    ['prices', UNKNOWN_PRICES, true],
    ['prices', { ...UNKNOWN_PRICES, usd_per_thousand_pictures: 0 }, true],
    ['prices', { ...UNKNOWN_PRICES, usd_per_thousand_pictures: -1 }, false],
    ['prices', { ...UNKNOWN_PRICES, usd_per_thousand_pictures: 100_001 }, false],
    ['prices', { ...UNKNOWN_PRICES, usd_per_thousand_pictures: '1.5' }, false],
    ['prices', {}, false],
    ['key', 'sk-1', true],
    ['key', null, true],
    ['key', '', false],
    ['key', 'x'.repeat(10_001), false],
  ])('%s %j: %s', (name, value, isTaken) => {
    expect(given(name, value)).toBe(isTaken)
  })

  test('keeps its key when none is given and forgets it when it is null', () => {
    expect('key' in putReaderSettings.body.parse(good)).toBe(false)
    expect(putReaderSettings.body.parse({ ...good, key: null }).key).toBeNull()
  })

  test('is tried with exactly what could be saved', () => {
    expect(testReader.body).toBe(putReaderSettings.body)
  })

  test('of the space reads again unless another one is named', () => {
    expect(readPage.body.parse({})).toEqual({})
    expect(takes(readPage.body, { engine: 'claude' })).toBe(true)
    expect(takes(readPage.body, { engine: 'eyes' })).toBe(false)
  })
})

describe('a correction', () => {
  const line = { text: 'Dear May', box: null }
  const given = field(correctPage.body, { version: exampleHash('a'), lines: [line] })

  test('may empty a page, and says which version it saw', () => {
    expect(given('lines', [])).toBe(true)
    expect(given('version', undefined)).toBe(false)
    expect(given('version', 'latest')).toBe(false)
  })

  test('has at most so many lines, each of at most so many signs', () => {
    const lines = (count: number) => Array.from({ length: count }, () => line)
    expect(given('lines', lines(CORRECTED_LINES_MAX))).toBe(true)
    expect(given('lines', lines(CORRECTED_LINES_MAX + 1))).toBe(false)
    expect(given('lines', [{ ...line, text: letters(5_000) }])).toBe(true)
    expect(given('lines', [{ ...line, text: letters(5_001) }])).toBe(false)
    expect(given('lines', [{ text: 'no place at all' }])).toBe(false)
  })

  test('puts a line somewhere or leaves it to its neighbour', () => {
    const box = { x: 0.1, y: 0.1, width: 0.5, height: 0.02 }
    expect(given('lines', [{ ...line, box }])).toBe(true)
    expect(given('lines', [{ ...line, box: { ...box, height: undefined } }])).toBe(false)
    expect(given('lines', [{ ...line, box: { ...box, x: Number.NaN } }])).toBe(false)
  })
})

test('no input that JSON can carry makes a schema throw instead of refuse', () => {
  const schemas = declaredRoutes.flatMap(([, route]) => [
    route.params,
    route.query,
    ...('body' in route ? [route.body] : []),
  ])
  fc.assert(
    fc.property(fc.jsonValue(), fc.nat(schemas.length - 1), (value, at) => {
      expect(typeof schemas[at]?.safeParse(value).success).toBe('boolean')
    }),
    { numRuns: 1_000 },
  )
})
