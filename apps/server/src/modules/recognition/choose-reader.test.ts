import { readerEngine, type ReaderInput, spaceId, UNKNOWN_PRICES } from '@kinfolio/contracts'
import { describe, expect, test } from 'vitest'
import { createSealer } from '../../kernel/secrets/index.ts'
import { withChoice } from './choose-reader.ts'
import { presentReader, type StoredReader } from './reader-settings.queries.ts'
import { choiceOf, otherEngine, refuseIncomplete } from './space-reader.ts'

const sealer = createSealer('m'.repeat(44))
const home = spaceId.parse('01890000-0000-7000-8000-000000000003')
const other = spaceId.parse('01890000-0000-7000-8000-000000000004')
const server = 'http://vision.home.lan:8000/v1'

const prices = { ...UNKNOWN_PRICES, usd_per_million_input_tokens: 3, usd_per_million_output_tokens: 15 }

const never: StoredReader = {
  engine: 'tesseract',
  model: '',
  baseUrl: null,
  languages: ['en'],
  names: [],
  prices: UNKNOWN_PRICES,
  sealedKey: null,
  keyHint: null,
}
const wish = (more: Partial<ReaderInput> = {}): ReaderInput => ({
  engine: 'openai',
  model: 'olmocr',
  base_url: server,
  languages: ['de', 'en'],
  names: ['Oma Trude'],
  prices,
  ...more,
})
const chosen = (choice: ReaderInput, before = never): StoredReader =>
  withChoice({ sealer }, { before, choice, spaceId: home })
const opened = (stored: StoredReader, offered?: string) =>
  choiceOf({ sealer, offeredKeys: { claude: offered } }, { stored, spaceId: home })

describe('a key', () => {
  test('is sealed at once, and only its end is shown', () => {
    const stored = chosen(wish({ key: 'sk-very-secret' }))
    expect(stored.sealedKey?.includes('secret')).toBe(false)
    expect(stored.keyHint).toBe('cret')
    expect(presentReader(stored)).toEqual({
      engine: 'openai',
      model: 'olmocr',
      base_url: server,
      languages: ['de', 'en'],
      names: ['Oma Trude'],
      prices,
      has_key: true,
      key_hint: 'cret',
    })
    expect(opened(stored).key).toBe('sk-very-secret')
  })

  test('stays when everything but the service changes', () => {
    const before = chosen(wish({ key: 'sk-1' }))
    const after = chosen(wish({ model: 'another', languages: ['fr'], names: [] }), before)
    expect([after.model, opened(after).key]).toEqual(['another', 'sk-1'])
  })

  test.each([
    ['another engine', { engine: 'claude' }],
    ['another address', { base_url: 'http://evil.example/v1' }],
    ['another path on the same host', { base_url: `${server}/proxy` }],
    ['no address', { base_url: null }],
  ] satisfies [string, Partial<ReaderInput>][])('is gone with %s', (_, more) => {
    const after = chosen(wish(more), chosen(wish({ key: 'sk-1' })))
    expect([after.sealedKey, after.keyHint, opened(after).key]).toEqual([null, null, undefined])
  })

  test('too short to show an end of is only said to be there', () => {
    expect(presentReader(chosen(wish({ key: 'local' })))).toMatchObject({ has_key: true, key_hint: null })
  })

  test('is taken away by null, and replaced by a new one', () => {
    const before = chosen(wish({ key: 'sk-old' }))
    expect(presentReader(chosen(wish({ key: null }), before))).toMatchObject({ has_key: false, key_hint: null })
    expect(opened(chosen(wish({ key: 'sk-new' }), before)).key).toBe('sk-new')
  })

  test('moved to another space does not open', () => {
    const stored = chosen(wish({ key: 'sk-1' }))
    expect(() => choiceOf({ sealer, offeredKeys: { claude: undefined } }, { stored, spaceId: other })).toThrow(
      expect.objectContaining({ name: 'SealBroken' }),
    )
  })
})

test('prices go to the reader as they were given last, and are gone when none are given', () => {
  expect(opened(chosen(wish())).prices).toEqual(prices)
  expect(opened(chosen(wish({ prices: UNKNOWN_PRICES }), chosen(wish()))).prices).toEqual(UNKNOWN_PRICES)
})

describe('the operator’s key', () => {
  const claude = wish({ engine: 'claude', base_url: null })

  test('is used where a space has none, and never shown as its own', () => {
    const stored = chosen(claude)
    expect(opened(stored, 'sk-operator').key).toBe('sk-operator')
    expect(presentReader(stored)).toMatchObject({ has_key: false, key_hint: null })
  })

  test('gives way to the space’s own', () => {
    expect(opened(chosen({ ...claude, key: 'sk-own' }), 'sk-operator').key).toBe('sk-own')
  })

  test.each(readerEngine.options.filter((engine) => engine !== 'claude'))('never goes to %s', (engine) => {
    expect(opened(chosen(wish({ engine })), 'sk-operator').key).toBeUndefined()
  })
})

describe('another engine for once', () => {
  const before = chosen(wish({ key: 'sk-1' }))

  test('brings the languages and names along, but no key, address, model or price', () => {
    expect(otherEngine(before, 'tesseract')).toEqual({
      engine: 'tesseract',
      model: '',
      baseUrl: null,
      languages: ['de', 'en'],
      names: ['Oma Trude'],
      prices: UNKNOWN_PRICES,
      sealedKey: null,
      keyHint: null,
    })
  })

  test('that is the space’s own, or none, changes nothing', () => {
    expect(otherEngine(before, 'openai')).toBe(before)
    expect(otherEngine(before, undefined)).toBe(before)
  })
})

describe('a choice that lacks something', () => {
  const asked = (more: Partial<ReaderInput>) => () => refuseIncomplete(opened(chosen(wish(more))))
  test.each([
    ['key', { engine: 'claude' }],
    ['key', { engine: 'google' }],
    ['key', { engine: 'google', key: null }],
    ['base_url', { base_url: null }],
    ['base_url', { base_url: null, model: '' }],
    ['model', { model: '' }],
  ] satisfies [string, Partial<ReaderInput>][])('is refused for its %s: %o', (missing, more) => {
    const engine = 'engine' in more ? more.engine : 'openai'
    const body = expect.objectContaining({ type: '/problems/reader-not-configured', engine, missing: [missing] })
    expect(asked(more)).toThrow(expect.objectContaining({ body }))
  })

  test('is refused for nothing else', () => {
    expect(asked({})).not.toThrow()
    expect(asked({ engine: 'tesseract', model: '', base_url: null })).not.toThrow()
    expect(asked({ engine: 'claude', key: 'sk-1', model: '', base_url: null })).not.toThrow()
  })
})
