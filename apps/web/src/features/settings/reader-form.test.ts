import type { ReaderSettings } from '@kinfolio/contracts'
import { expect, test } from 'vitest'
import { bodyOf, formOf } from './reader-form.ts'

const settings: ReaderSettings = {
  engine: 'openai',
  model: 'olmOCR',
  base_url: 'http://gpu.local:8001/v1',
  languages: ['de', 'en'],
  names: ['Mara', 'Göteborg'],
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
