import { UNKNOWN_PRICES } from '@kinfolio/contracts'
import type { ReaderSettings } from '@kinfolio/contracts'
import { expect, test } from 'vitest'
import { bodyOf, choosing, formOf } from './reader-form.ts'

const settings: ReaderSettings = {
  engine: 'openai',
  model: 'olmOCR',
  base_url: 'http://gpu.local:8001/v1',
  languages: ['de', 'en'],
  names: ['Mara', 'Göteborg'],
  prices: { ...UNKNOWN_PRICES, usd_per_million_input_tokens: 0.2, usd_per_million_output_tokens: 1.25 },
  has_key: true,
  key_hint: '9f3a',
}

test('what is stored comes back unchanged when nothing was typed', () => {
  const { has_key: _kept, key_hint: _hint, ...stored } = settings
  expect(bodyOf(formOf(settings))).toEqual({ ok: true, body: stored })
})

test('an empty key keeps the stored one, a typed one replaces it, and forgetting is said', () => {
  const body = (change: object) => {
    const ready = bodyOf({ ...formOf(settings), ...change })
    return ready.ok ? ready.body : null
  }
  expect(body({})).not.toHaveProperty('key')
  expect(body({ key: ' sk-new ' })).toMatchObject({ key: 'sk-new' })
  expect(body({ forgetsKey: true })).toMatchObject({ key: null })
})

test('an address is sent only to the reader that has one', () => {
  const ready = bodyOf({ ...formOf(settings), engine: 'claude' })
  expect(ready).toMatchObject({ ok: true, body: { engine: 'claude', base_url: null } })
})

test('languages may be parted by commas or spaces, and a wrong one is named', () => {
  const of = (languages: string) => bodyOf({ ...formOf(settings), languages })
  expect(of('en de,  pt-BR')).toMatchObject({ ok: true, body: { languages: ['en', 'de', 'pt-BR'] } })
  expect(of('en, german')).toEqual({ ok: false, mistakes: { languages: '“german” is not a language code.' } })
  expect(of('  ')).toMatchObject({ ok: false, mistakes: { languages: expect.any(String) } })
})

test('an address that is none is said beside its field', () => {
  expect(bodyOf({ ...formOf(settings), baseUrl: 'ftp://x' })).toMatchObject({
    ok: false,
    mistakes: { baseUrl: expect.any(String) },
  })
  expect(bodyOf({ ...formOf(settings), baseUrl: 'gpu' })).toMatchObject({ ok: false })
})

test('names stand one a line, empty lines left out', () => {
  expect(bodyOf({ ...formOf(settings), names: 'Mara \n\n  Åsa\n' })).toMatchObject({ body: { names: ['Mara', 'Åsa'] } })
})

const pricesOf = (change: object) => {
  const ready = bodyOf({ ...formOf(settings), ...change })
  return ready.ok ? ready.body.prices : ready.mistakes
}

test('prices are typed with a point or a comma, and none is no price', () => {
  expect(pricesOf({ inputPrice: ' 3 ', outputPrice: '0,15' })).toEqual({
    usd_per_million_input_tokens: 3,
    usd_per_million_output_tokens: 0.15,
    usd_per_thousand_pictures: null,
  })
  expect(pricesOf({ inputPrice: '0', outputPrice: '0' })).toMatchObject({ usd_per_million_input_tokens: 0 })
  expect(pricesOf({ inputPrice: ' ', outputPrice: '' })).toEqual(UNKNOWN_PRICES)
})

test('half of a price, and what is no amount, is said beside its field', () => {
  expect(pricesOf({ outputPrice: '' })).toEqual({ outputPrice: expect.stringContaining('Write 0 if it is free') })
  const wrong = { inputPrice: expect.stringContaining('not an amount') }
  for (const inputPrice of ['3 $', '-1', '1e3', '1.2.3', '100001']) expect(pricesOf({ inputPrice })).toEqual(wrong)
})

test('a service is asked only for the price it charges by, and the offline reader for none', () => {
  const typed = { inputPrice: 'x', outputPrice: '2', picturePrice: '1.5' }
  expect(pricesOf({ ...typed, engine: 'google' })).toEqual({ ...UNKNOWN_PRICES, usd_per_thousand_pictures: 1.5 })
  expect(pricesOf({ ...typed, engine: 'tesseract' })).toEqual(UNKNOWN_PRICES)
})

test('another reader begins without the prices of the one before, which come back with it', () => {
  const { engine: _, ...none } = choosing('claude', settings)
  expect(none).toEqual({ inputPrice: '', outputPrice: '', picturePrice: '' })
  expect(choosing('openai', settings)).toMatchObject({ inputPrice: '0.2', outputPrice: '1.25' })
})
