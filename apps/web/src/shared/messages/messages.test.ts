import { expect, test } from 'vitest'
import { CallFailed } from '../api/call-failed.ts'
import { wordsOf } from './failure-words.ts'
import { en } from './en.ts'
import { t } from './messages.ts'

test('sentences take their values and count as English does', () => {
  expect(t('library.pages', { count: 1 })).toBe('1 page')
  expect(t('library.pages', { count: 1_200 })).toBe('1,200 pages')
  expect(t('progress.reading', { done: 12, total: 20 })).toBe('12 of 20 pages read')
  expect(t('do.save')).toBe('Save')
})

test('a summary names only what happened', () => {
  expect(t('upload.summary', { created: 2, changed: 0, unchanged: 1 })).toBe(
    '2 documents added · 1 document already here, unchanged',
  )
  expect(t('upload.summary', { created: 0, changed: 0, unchanged: 0 })).toBe('No document was in these files')
})

test('no sentence shouts', () => {
  const plain = Object.values(en).filter((message) => typeof message === 'string')
  expect(plain.filter((message) => message.includes('!'))).toEqual([])
  expect(plain.length).toBeGreaterThan(100)
})

test('a failure says what happened in the words of the server where it has some', () => {
  const failed = (failure: ConstructorParameters<typeof CallFailed>[0]) => wordsOf(new CallFailed(failure))
  expect(failed({ kind: 'refused', status: 403, title: 'You may not do this here' }).text).toBe(
    'You may not do this here.',
  )
  expect(failed({ kind: 'refused', status: 403, title: 'No', detail: 'Only owners may.' }).text).toBe(
    'Only owners may.',
  )
  expect(failed({ kind: 'refused', status: 507, title: 'No room left' }).text).toBe('No room left.')
})

test('a fault of the server is not explained by its inner words, but can be looked up', () => {
  const words = wordsOf(new CallFailed({ kind: 'refused', status: 500, title: 'TypeError', instance: 'req-9' }))
  expect(words).toEqual({ text: t('error.server'), reference: 'Reference for the log: req-9' })
})

test('being offline, an older page and a bug have words of their own', () => {
  const texts = [
    wordsOf(new CallFailed({ kind: 'offline', status: 0 })),
    wordsOf(new CallFailed({ kind: 'misunderstood', status: 200 })),
    wordsOf(new CallFailed({ kind: 'refused', status: 503 })),
    wordsOf(new TypeError('undefined is not a function')),
  ].map(({ text }) => text)
  expect(texts).toEqual([t('error.offline'), t('error.misunderstood'), t('error.busy'), t('error.unexpected')])
})
