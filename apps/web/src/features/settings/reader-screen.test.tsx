// @vitest-environment happy-dom
import {
  getReaderSettings,
  invalidRequest,
  putReaderSettings,
  readerEngine,
  readerNotConfigured,
  testReader,
  UNKNOWN_PRICES,
} from '@kinfolio/contracts'
import type { ReaderInput, ReaderSettings } from '@kinfolio/contracts'
import { act, fireEvent, screen, within } from '@testing-library/react'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { engineName } from '../../shared/library/engines.ts'
import { button, closeTab, explanationOf, freshTab, show } from '../../shared/screen.testing.tsx'
import { aServer } from '../../shared/server.testing.ts'
import type { FakeServer } from '../../shared/server.testing.ts'
import { bodyOf, formOf } from './reader-form.ts'
import { ReaderScreen } from './reader-screen.tsx'

let server: FakeServer
let stored: ReaderSettings
let sent: ReaderInput[]
beforeEach(() => {
  server = aServer()
  freshTab()
  sent = []
  stored = {
    engine: 'claude',
    model: '',
    base_url: null,
    languages: ['de', 'en'],
    names: ['Mara', 'Göteborg'],
    prices: UNKNOWN_PRICES,
    has_key: true,
    key_hint: '9f3a',
  }
  server.on(getReaderSettings, () => stored)
  server.on(putReaderSettings, ({ body }) => {
    sent.push(body)
    const { key: _key, ...kept } = body
    return { ...stored, ...kept, has_key: body.key !== null }
  })
})
afterEach(closeTab)

const open = () => show(ReaderScreen, { path: '/dashboard/settings/reader' })
const field = (name: string) => screen.getByLabelText<HTMLInputElement>(name)
const fill = (name: string, value: string) => fireEvent.change(field(name), { target: { value } })
const engine = (name: RegExp) => screen.getByRole<HTMLInputElement>('radio', { name })
const ready = () => screen.findByRole('radio', { name: /^Claude/ })
const said = (words: string | RegExp) => screen.findByText(words)

test('every reader is described before it is chosen: what it can, where pages go, what it costs', async () => {
  await open()
  await ready()
  const radios = screen.getAllByRole<HTMLInputElement>('radio')
  expect(radios).toHaveLength(readerEngine.options.length)
  for (const name of readerEngine.options) {
    const label = engine(new RegExp(`^${engineName(name)}`)).closest('label')
    expect(label?.textContent?.length).toBeGreaterThan(50)
  }
  expect(radios.filter(({ checked }) => checked)).toEqual([engine(/^Claude/)])
})

test('the form begins with what is stored, and never with the key', async () => {
  await open()
  await ready()
  expect(field('Languages').value).toBe('de, en')
  expect(field('Names of people and places').value).toBe('Mara\nGöteborg')
  expect([field('Key').value, field('Key').type]).toEqual(['', 'password'])
  expect(explanationOf(field('Key'))).toBe('A key ending in 9f3a is stored. Leave this empty to keep it.')
})

test('a key that is stored without a hint is still said to be there', async () => {
  stored = { ...stored, key_hint: null }
  await open()
  await ready()
  expect(explanationOf(field('Key'))).toBe('A key is stored. Leave this empty to keep it.')
})

test('only what a reader takes is asked for', async () => {
  await open()
  await ready()
  const shown = () => ['Key', 'Model', 'Address of the server'].map((name) => screen.queryByLabelText(name) !== null)
  expect(shown()).toEqual([true, true, false])
  fireEvent.click(engine(/^Offline reader/))
  expect(shown()).toEqual([false, false, false])
  fireEvent.click(engine(/^Google/))
  expect(shown()).toEqual([true, false, false])
  fireEvent.click(engine(/^OpenAI/))
  expect(shown()).toEqual([true, true, true])
})

test('the key of one reader is not said to be stored for another', async () => {
  await open()
  await ready()
  fireEvent.click(engine(/^Google/))
  expect(explanationOf(field('Key'))).toBe('It is sealed on the server and never shown again.')
  expect(screen.queryByLabelText('Forget the stored key')).toBeNull()
})

test('saving sends what was typed, says so, and empties the key', async () => {
  await open()
  await ready()
  fill('Key', 'sk-new')
  fill('Model', ' claude-x ')
  fill('Names of people and places', 'Åsa\n\n Mara ')
  fireEvent.click(button('Save'))
  await said('The reader is saved. Pages added from now on are read by it.')
  expect(sent).toEqual([
    {
      engine: 'claude',
      model: 'claude-x',
      base_url: null,
      languages: ['de', 'en'],
      names: ['Åsa', 'Mara'],
      prices: UNKNOWN_PRICES,
      key: 'sk-new',
    },
  ])
  expect(field('Key').value).toBe('')
})

test('an untouched key is kept by not being sent', async () => {
  await open()
  await ready()
  fireEvent.click(button('Save'))
  await said(/The reader is saved/)
  expect(sent[0]).not.toHaveProperty('key')
})

test('a key is forgotten only when that is said, and typing a new one takes it back', async () => {
  await open()
  await ready()
  fireEvent.click(screen.getByLabelText('Forget the stored key'))
  expect(explanationOf(field('Key'))).toBe('The stored key is forgotten when you save.')
  fill('Key', 'sk-other')
  expect(screen.getByLabelText<HTMLInputElement>('Forget the stored key').checked).toBe(false)
  fireEvent.click(screen.getByLabelText('Forget the stored key'))
  expect(field('Key').value).toBe('')
  fireEvent.click(button('Save'))
  await said(/The reader is saved/)
  expect(sent[0]).toMatchObject({ key: null })
})

test('what the service charges is typed, sent and kept', async () => {
  await open()
  await ready()
  fill('US$ per million input tokens', '3')
  fireEvent.click(button('Save'))
  expect(explanationOf(field('US$ per million output tokens'))).toContain('Write 0 if it is free')
  fill('US$ per million output tokens', '15')
  fireEvent.click(button('Save'))
  await said(/The reader is saved/)
  expect(sent).toMatchObject([
    { prices: { usd_per_million_input_tokens: 3, usd_per_million_output_tokens: 15, usd_per_thousand_pictures: null } },
  ])
})

test('prices are asked for in what the service counts, and of no other', async () => {
  stored = { ...stored, prices: { ...UNKNOWN_PRICES, usd_per_million_input_tokens: 3 } }
  await open()
  await ready()
  const shown = () => screen.queryAllByLabelText<HTMLInputElement>(/^US\$/).map(({ value }) => value)
  expect(shown()).toEqual(['3', ''])
  expect(explanationOf(screen.getByRole('group', { name: 'What it charges' }))).toContain('price list')
  fireEvent.click(engine(/^Google/))
  expect(shown()).toEqual([''])
  fireEvent.click(engine(/^OpenAI/))
  expect(shown()).toEqual(['', ''])
  fireEvent.click(engine(/^Offline reader/))
  expect(shown()).toEqual([])
  fireEvent.click(engine(/^Claude/))
  expect(shown()).toEqual(['3', ''])
})

test('mistakes are said beside their fields, and nothing is sent', async () => {
  await open()
  await ready()
  fireEvent.click(engine(/^OpenAI/))
  fill('Address of the server', 'gpu:8001')
  fill('Languages', 'en, german')
  fireEvent.click(button('Save'))
  expect(explanationOf(field('Address of the server'))).toContain('begins with http')
  expect(explanationOf(field('Languages'))).toBe('“german” is not a language code.')
  expect(field('Languages').getAttribute('aria-invalid')).toBe('true')
  expect(sent).toEqual([])
  fill('Address of the server', 'http://gpu:8001/v1')
  fill('Languages', 'en')
  fireEvent.click(button('Save'))
  await said(/The reader is saved/)
  expect(field('Languages').hasAttribute('aria-invalid')).toBe(false)
})

test('what is too much for the server is said beside its field as well', async () => {
  await open()
  await ready()
  fill('Languages', 'en de fr it es pt nl sv da')
  fill('Names of people and places', 'n'.repeat(101))
  fill('Key', 'k'.repeat(10_001))
  fireEvent.click(button('Save'))
  expect(explanationOf(field('Languages'))).toMatch(/^These are more languages/)
  expect(explanationOf(field('Names of people and places'))).toMatch(/^There are too many names/)
  expect(explanationOf(field('Key'))).toBe('This is longer than a key can be.')
  expect(sent).toEqual([])
})

test('a reader is tried without being saved, and its answer is told', async () => {
  server.on(testReader, ({ body }) => {
    expect(body.key).toBe('sk-try')
    return { ok: true, message: 'It read “Water the tomatoes”.', took_ms: 1_234 }
  })
  await open()
  await ready()
  fill('Key', 'sk-try')
  fireEvent.click(button('Test'))
  await said('It works. Answered in 1,234 ms.')
  expect(screen.getByText('It read “Water the tomatoes”.')).toBeTruthy()
  expect([sent.length, field('Key').value]).toEqual([0, 'sk-try'])
})

test('a test that fails says why', async () => {
  server.on(testReader, () => ({ ok: false, message: 'The service refused the key.', took_ms: 80 }))
  await open()
  await ready()
  fireEvent.click(button('Test'))
  await said('It does not work yet.')
  expect(screen.getByText('The service refused the key.')).toBeTruthy()
})

test('what a reader lacks is named, for the test and for saving', async () => {
  const problem = readerNotConfigured({ engine: 'openai', missing: ['key', 'base_url'] })
  server.on(testReader, () => problem)
  server.on(putReaderSettings, () => problem)
  await open()
  await ready()
  for (const name of ['Test', 'Save']) {
    fireEvent.click(button(name))
    await said('This reader needs something first: a key and an address. Nothing was saved.')
  }
})

test('a form the server refuses keeps what was typed, the key too', async () => {
  server.on(putReaderSettings, () => invalidRequest({ issues: [] }))
  await open()
  await ready()
  fill('Key', 'sk-new')
  fireEvent.click(button('Save'))
  await said('This did not work')
  expect(field('Key').value).toBe('sk-new')
})

test('while it works nothing can be pressed twice', async () => {
  let finish: () => void = () => undefined
  server.on(testReader, async () => {
    await new Promise<void>((resolve) => (finish = resolve))
    return { ok: true, message: '', took_ms: 1 }
  })
  await open()
  await ready()
  fireEvent.click(button('Test'))
  await vi.waitFor(() => expect([button('Testing…').disabled, button('Save').disabled]).toEqual([true, true]))
  await act(async () => finish())
  await vi.waitFor(() => expect(button('Test').disabled).toBe(false))
})

test('an earlier verdict is gone as soon as something else is tried', async () => {
  server.on(testReader, () => ({ ok: false, message: 'No.', took_ms: 1 }))
  await open()
  await ready()
  fireEvent.click(button('Test'))
  await said('It does not work yet.')
  server.on(testReader, () => new Promise(() => undefined))
  fireEvent.click(button('Test'))
  expect(screen.queryByText('It does not work yet.')).toBeNull()
})

test('settings that cannot be had can be asked for again', async () => {
  server.isAway(getReaderSettings)
  await open()
  const alert = within(await screen.findByRole('alert'))
  server.on(getReaderSettings, () => stored)
  fireEvent.click(alert.getByRole('button', { name: 'Try again' }))
  expect(await ready()).toBeTruthy()
})

test('whatever the form lets through is of the form the server takes', () => {
  const text = fc.constantFrom(
    '',
    ' ',
    'en',
    'de, en',
    'en;de',
    'x'.repeat(300),
    'en de fr it es pt nl sv da',
    'EN',
    'pt-BR',
  )
  const address = fc.constantFrom(
    '',
    'http://gpu:8001/v1',
    'https://x.example',
    'http:gpu',
    'gpu',
    'javascript:alert(1)',
    `http://x/${'y'.repeat(600)}`,
  )
  const names = fc.constantFrom(
    '',
    'Mara\nÅsa',
    'n'.repeat(101),
    Array.from({ length: 201 }, (_, n) => `n${n}`).join('\n'),
  )
  const form = fc.record({
    engine: fc.constantFrom(...readerEngine.options),
    model: fc.constantFrom('', 'olmOCR'),
    baseUrl: address,
    languages: text,
    names,
    inputPrice: fc.constantFrom('', '3', '100000', '100001', '-1'),
    outputPrice: fc.constantFrom('', '0,15', '9.1234567'),
    picturePrice: fc.constantFrom('', '1.5', 'free'),
    key: fc.constantFrom('', ' sk ', 'k'.repeat(10_001)),
    forgetsKey: fc.boolean(),
  })
  fc.assert(
    fc.property(form, (filled) => {
      const made = bodyOf({ ...formOf(stored), ...filled })
      if (!made.ok) expect(Object.values(made.mistakes).every((words) => words.endsWith('.'))).toBe(true)
      else expect(putReaderSettings.body.safeParse(made.body).error?.issues ?? []).toEqual([])
    }),
    { seed: 71, numRuns: 500 },
  )
})
