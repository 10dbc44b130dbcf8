import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { Outage } from '../outage.ts'
import { judgeFailure } from './backoff.ts'
import { type Breaker, createBreakers, isCircuitOpen, notCalled } from './breakers.ts'

const failing =
  (isRetryable = true) =>
  async (): Promise<never> =>
    Promise.reject(new Outage('Claude answered 529', { who: 'Claude', reason: 'overloaded', isRetryable }))
const working = async (): Promise<string> => Promise.resolve('read')

async function errorOf(breaker: Breaker, call: () => Promise<unknown>): Promise<unknown> {
  return breaker.call(call).catch((error: unknown) => error)
}

describe('a circuit breaker', () => {
  test('lets calls through and answers as they do', async () => {
    const breaker = createBreakers()('claude')
    expect(await breaker.call(working)).toBe('read')
    expect(await errorOf(breaker, failing())).toMatchObject({ message: 'Claude answered 529' })
    expect(breaker.state()).toBe('closed')
  })

  test('leaves a service alone after failures in a row, and says why and for how long', async () => {
    const breaker = createBreakers({ failures: 3, openMs: 30_000 })('claude')
    for (let n = 0; n < 3; n++) await errorOf(breaker, failing())
    let calls = 0
    const refused = await errorOf(breaker, async () => Promise.resolve((calls += 1)))
    expect(calls).toBe(0)
    expect(breaker.state()).toBe('open')
    expect(isCircuitOpen(refused)).toBe(true)
    expect(refused).toMatchObject({
      message: 'Claude failed 3 times in a row (Claude answered 529); it is left alone for a moment',
      who: 'Claude',
      reason: 'overloaded',
      isRetryable: true,
    })
    const { retryAfterMs = 0 } = refused as Outage
    expect(retryAfterMs).toBeGreaterThan(29_000)
    expect(retryAfterMs).toBeLessThanOrEqual(30_000)
  })

  test('counts failures in a row only', async () => {
    const breaker = createBreakers({ failures: 2 })('claude')
    for (let n = 0; n < 4; n++) {
      await errorOf(breaker, failing())
      await breaker.call(working)
    }
    expect(breaker.state()).toBe('closed')
  })

  test('does not count what says nothing about the service', async () => {
    const breaker = createBreakers({ failures: 2 })('claude')
    for (let n = 0; n < 4; n++) await errorOf(breaker, failing(false))
    for (let n = 0; n < 4; n++) await errorOf(breaker, async () => Promise.reject(new TypeError('ours')))
    expect(breaker.state()).toBe('closed')
    expect(await breaker.call(working)).toBe('read')
  })

  test('tries again after a while: one good call closes it, one bad call opens it again', async () => {
    const breaker = createBreakers({ failures: 1, openMs: 40 })('claude')
    await errorOf(breaker, failing())
    await sleep(60)
    expect(isCircuitOpen(await errorOf(breaker, failing()))).toBe(false)
    expect(isCircuitOpen(await errorOf(breaker, working))).toBe(true)
    await sleep(60)
    expect(await breaker.call(working)).toBe('read')
    expect(breaker.state()).toBe('closed')
  })

  test('is one for each service', async () => {
    const breakerFor = createBreakers({ failures: 1, openMs: 60_000 })
    await errorOf(breakerFor('claude'), failing())
    expect(breakerFor('claude').state()).toBe('open')
    expect(await breakerFor('google').call(working)).toBe('read')
  })
})

test('what a limit of one’s own kept from being called costs no attempt, and waits as long as it says', () => {
  const error = notCalled('hooks.example.org is still busy', { who: 'hooks.example.org', waitMs: 40_000 })
  expect(isCircuitOpen(error)).toBe(true)
  const verdict = judgeFailure({ error, attempt: 5, maxAttempts: 5 }, () => 0)
  expect(verdict).toMatchObject({ kind: 'retry', isAttemptCounted: false, delayMs: 40_000 })
})
