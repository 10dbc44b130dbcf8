import { jobNotFound, jobId } from '@kinfolio/contracts'
import { describe, expect, test } from 'vitest'
import { newId } from '../ids.ts'
import { Outage } from '../outage.ts'
import { describeFailure, type Failure, JobTimedOut, judgeFailure, PayloadUnreadable } from './backoff.ts'
import { createBreakers } from './breakers.ts'
import { BACKOFF_FIRST_MS, BACKOFF_MAX_MS, ERROR_TEXT_MAX, RETRY_AFTER_MAX_MS } from './limits.ts'

const middle = (): number => 0.5
const judge = (failure: Partial<Failure>, random = middle) =>
  judgeFailure({ error: new Error('broken'), attempt: 1, maxAttempts: 5, ...failure }, random)
const outage = (facts: { isRetryable?: boolean; retryAfterMs?: number } = {}): Outage =>
  new Outage('Claude is overloaded', { who: 'Claude', reason: 'overloaded', isRetryable: true, ...facts })

function delayOf(failure: Partial<Failure>, random = middle): number {
  const verdict = judge(failure, random)
  if (verdict.kind !== 'retry') throw new Error('it was given up')
  return verdict.delayMs
}

describe('a job that failed', () => {
  test('waits twice as long after each attempt, up to a limit', () => {
    const delays = [1, 2, 3, 4].map((attempt) => delayOf({ attempt }))
    expect(delays).toEqual([1, 2, 4, 8].map((factor) => 0.75 * factor * BACKOFF_FIRST_MS))
    expect(delayOf({ attempt: 60, maxAttempts: 100 })).toBe(0.75 * BACKOFF_MAX_MS)
  })

  test('waits between half and all of that time, by chance', () => {
    expect(delayOf({}, () => 0)).toBe(BACKOFF_FIRST_MS / 2)
    expect(delayOf({}, () => 1)).toBe(BACKOFF_FIRST_MS)
  })

  test('is given up after its last attempt', () => {
    expect(judge({ attempt: 4 }).kind).toBe('retry')
    expect(judge({ attempt: 5 }).kind).toBe('give-up')
  })

  test.each<[string, unknown]>([
    ['a problem', jobNotFound({ job_id: newId(jobId) })],
    ['an outage that no waiting ends', outage({ isRetryable: false })],
    ['a payload that cannot be read', new PayloadUnreadable('no')],
  ])('is given up at once for %s', (_what, error) => {
    expect(judge({ error }).kind).toBe('give-up')
  })

  test('waits as long as the other side asked for, within reason', () => {
    expect(delayOf({ error: outage({ retryAfterMs: 90_000 }) })).toBe(90_000)
    expect(delayOf({ error: outage({ retryAfterMs: 1 }) })).toBe(0.75 * BACKOFF_FIRST_MS)
    expect(delayOf({ error: outage({ retryAfterMs: 10 ** 12 }) })).toBe(RETRY_AFTER_MAX_MS)
  })

  test('pays nothing for a call that an open circuit kept from being made, even at its last attempt', async () => {
    const breaker = createBreakers({ failures: 1, openMs: 60_000 })('Claude')
    const call = async () => breaker.call(async () => Promise.reject(outage()))
    await call().catch(() => undefined)
    const error: unknown = await call().catch((refused: unknown) => refused)
    const verdict = judge({ error, attempt: 5 })
    expect(verdict).toMatchObject({ kind: 'retry', isAttemptCounted: false })
    expect(delayOf({ error, attempt: 5 })).toBeGreaterThan(50_000)
  })
})

describe('what a person reads', () => {
  test('is what a problem, an outage or a time limit say', () => {
    expect(describeFailure(outage())).toBe('Claude is overloaded')
    expect(describeFailure(new JobTimedOut('it took longer than 5 seconds'))).toBe('it took longer than 5 seconds')
  })

  test('is never what a defect says, since that may quote what it worked on', () => {
    expect(describeFailure(new TypeError('cannot read "Dear diary"'))).not.toContain('diary')
    expect(describeFailure('Dear diary')).not.toContain('diary')
  })

  test('has an end', () => {
    const endless = new Outage('x'.repeat(10_000), { who: 'x', reason: 'crashed', isRetryable: true })
    expect(describeFailure(endless)).toHaveLength(ERROR_TEXT_MAX)
  })
})
