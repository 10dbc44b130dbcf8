import { expect, test } from 'vitest'
import { aJob } from '../../shared/made.testing.ts'
import { isCancellable, isOver, isRetryable, jobProgressWords } from './job-words.ts'

test('progress is said in the unit of the job', () => {
  expect(jobProgressWords({ done: 3, total: 12, unit: 'pages' })).toBe('3 of 12 pages')
  expect(jobProgressWords({ done: 1, total: 1, unit: 'files' })).toBe('1 of 1 file')
  expect(jobProgressWords({ done: 2, total: 4, unit: 'steps' })).toBe('Step 2 of 4')
  expect(jobProgressWords({ done: 1_500_000, total: 3_000_000, unit: 'bytes' })).toBe('1.5 MB of 3 MB')
})

test('a job that has not counted its work yet claims no progress', () => {
  expect(jobProgressWords({ done: 0, total: 0, unit: 'pages' })).toBe('')
})

test('what goes on can be cancelled, what failed or was cancelled can be tried again', () => {
  const states = ['waiting', 'running', 'done', 'failed', 'cancelled'] as const
  expect(states.filter((state) => isCancellable(aJob(1, { state })))).toEqual(['waiting', 'running'])
  expect(states.filter((state) => isRetryable(aJob(1, { state })))).toEqual(['failed', 'cancelled'])
})

test('a job that is over shows no bar, one that broke off half-way does', () => {
  const half = { done: 5, total: 10, unit: 'pages' } as const
  const full = { ...half, done: 10 }
  expect(isOver(aJob(1, { state: 'done', progress: half }))).toBe(true)
  expect(isOver(aJob(1, { state: 'failed', progress: half }))).toBe(false)
  expect(isOver(aJob(1, { state: 'failed', progress: full }))).toBe(true)
  expect(isOver(aJob(1, { state: 'running', progress: full }))).toBe(false)
})
