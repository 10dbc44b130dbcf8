import { generalProblems, stepUpRequired } from '@kinfolio/contracts'
import { expect, test } from 'vitest'
import { CallFailed } from '../api/call-failed.ts'
import { wordsOf } from './failure-words.ts'
import { t } from './messages.ts'

type Failure = ConstructorParameters<typeof CallFailed>[0]
const said = (failure: Partial<Failure>) => wordsOf(new CallFailed({ kind: 'refused', status: 400, ...failure }))

test('whatever fails is said in at least one whole sentence', () => {
  const kinds = ['offline', 'refused', 'misunderstood'] as const
  const statuses = [0, 200, 400, 401, 403, 404, 409, 413, 418, 422, 429, 500, 502, 503, 504, 507, 599]
  for (const kind of kinds)
    for (const status of statuses) {
      expect(said({ kind, status }).text, `${kind} ${status}`).toMatch(/^\p{Lu}.*\.$/u)
      expect(said({ kind, status, title: 'no room' }).text).toMatch(/[.]$/)
    }
})

test('no screen shows a number of HTTP', () => {
  for (const status of [400, 404, 413, 429, 500, 503]) expect(said({ status }).text).not.toMatch(/\d{3}/)
})

test('what a person can act on is said in the words of the server, whatever the general problem', () => {
  for (const { status, title, type } of generalProblems) {
    if (status === 503) continue
    // Who gave no proof knows what was asked for, and hears what came of it.
    const isProof = type === stepUpRequired.type
    expect(said({ status, title, type }).text).toBe(isProof ? t('proof.cancelled') : `${title}.`)
  }
})

test('a busy server asks for patience instead of repeating its title', () => {
  expect(said({ status: 503, title: 'The server is busy or just starting' }).text).toBe(t('error.busy'))
})

test('the longer explanation wins over the title, and is not given a second full stop', () => {
  expect(said({ title: 'No', detail: 'The folder is gone.' }).text).toBe('The folder is gone.')
  expect(said({ title: 'No', detail: 'Is it gone?' }).text).toBe('Is it gone?')
  expect(said({ title: 'Wait…' }).text).toBe('Wait…')
  expect(said({ title: 'No way' }).text).toBe('No way.')
})

test('an empty explanation is none', () => {
  expect(said({ title: '' }).text).toBe(t('error.unexpected'))
  expect(said({}).text).toBe(t('error.unexpected'))
})

test('a reference is given whenever the server named one, and only then', () => {
  for (const status of [400, 404, 500, 503]) {
    expect(said({ status, instance: 'req-1' }).reference).toBe('Reference for the log: req-1')
    expect(said({ status }).reference).toBeNull()
  }
})

test('what was thrown but is no failed call keeps its inner words to itself', () => {
  for (const error of [new Error('secret of the house'), 'secret', null, undefined, { detail: 'secret' }]) {
    expect(wordsOf(error)).toEqual({ text: t('error.unexpected'), reference: null })
  }
})
