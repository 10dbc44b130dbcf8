import { fileTooLarge } from '@kinfolio/contracts'
import { expect, test } from 'vitest'
import { aJobId, aQuota } from '../made.testing.ts'
import { outcomeOf } from './read-answer.ts'

test('an accepted upload is stored', () => {
  const answer = { job_id: aJobId(1), documents: [], set_aside: [], quota: aQuota() }
  expect(outcomeOf(202, JSON.stringify(answer))).toEqual({ outcome: 'stored', answer })
})

test('a declared problem is a refusal that can be said in words', () => {
  const { body } = fileTooLarge({ path: 'film.mov', limit_bytes: 5 })
  expect(outcomeOf(413, JSON.stringify(body))).toMatchObject({ outcome: 'refused', problem: { path: 'film.mov' } })
})

test('anything else is a break, which can be tried again', () => {
  expect(outcomeOf(502, '<h1>Bad gateway</h1>').outcome).toBe('broken')
  expect(outcomeOf(202, '{"job_id":7}').outcome).toBe('broken')
  expect(outcomeOf(500, '{"type":"/problems/unknown"}').outcome).toBe('broken')
})
