import { expect, test } from 'vitest'
import {
  DELIVERY_ATTEMPTS_MAX,
  FAILING_DAYS_MAX,
  judgeDelivery,
  PAUSE_CHANCE,
  RETRY_AFTER_MS_MAX,
  RETRY_PAUSES_MS,
} from './delivery-plan.ts'

const now = new Date('2026-11-20T12:00:00Z')
const daysAgo = (days: number): Date => new Date(now.getTime() - days * 86_400_000)
const judge = (status: number, over: { attempt?: number; failingSince?: Date | null } = {}) =>
  judgeDelivery({ sent: { status, tookMs: 1 }, attempt: 1, failingSince: null, now, ...over }, () => 0)

test('any 2xx is delivered, and nothing else is', () => {
  for (const status of [200, 201, 202, 204, 299]) expect(judge(status)).toEqual({ kind: 'delivered' })
  for (const status of [301, 302, 307, 400, 401, 404, 429, 500, 503]) expect(judge(status).kind).toBe('again')
})

test('pauses grow from 5 seconds to a day, and after the last there is one more try', () => {
  const verdicts = Array.from({ length: DELIVERY_ATTEMPTS_MAX }, (_, at) => judge(500, { attempt: at + 1 }))
  const pauses = verdicts.flatMap((verdict) => (verdict.kind === 'again' ? [verdict.afterMs] : []))
  expect(pauses).toEqual(RETRY_PAUSES_MS)
  expect([pauses[0], pauses.at(-1)]).toEqual([5_000, 86_400_000])
  expect(pauses.toSorted((a, b) => a - b)).toEqual(pauses)
  expect(verdicts.at(-1)).toEqual({ kind: 'failed' })
})

test('a receiver that says it is gone is believed at once', () => {
  expect(judge(410)).toEqual({ kind: 'switch off', because: 'gone' })
})

test('a receiver that took nothing for days is left alone, and not a moment sooner', () => {
  expect(judge(500, { failingSince: daysAgo(FAILING_DAYS_MAX) }).kind).toBe('again')
  const late = judge(500, { failingSince: daysAgo(FAILING_DAYS_MAX + 0.01) })
  expect(late).toEqual({ kind: 'switch off', because: 'failing' })
  expect(judge(200, { failingSince: daysAgo(30) })).toEqual({ kind: 'delivered' })
})

test('an address that may not be called is not tried again', () => {
  const sent = { error: 'not an address we may call', isFinal: true }
  expect(judgeDelivery({ sent, attempt: 1, failingSince: null, now }, () => 0)).toEqual({ kind: 'failed' })
  const away = { error: 'could not be reached', isFinal: false }
  expect(judgeDelivery({ sent: away, attempt: 1, failingSince: null, now }, () => 0).kind).toBe('again')
})

test('chance only adds to a pause, and at most its share', () => {
  const tried = { sent: { status: 500, tookMs: 1 }, failingSince: null, now }
  RETRY_PAUSES_MS.forEach((pauseMs, at) => {
    const least = judgeDelivery({ ...tried, attempt: at + 1 }, () => 0)
    const most = judgeDelivery({ ...tried, attempt: at + 1 }, () => 0.999_999)
    expect(least).toEqual({ kind: 'again', afterMs: pauseMs })
    expect(most.kind === 'again' && most.afterMs).toBeGreaterThan(pauseMs * (1 + PAUSE_CHANCE / 2))
    expect(most.kind === 'again' && most.afterMs).toBeLessThanOrEqual(pauseMs * (1 + PAUSE_CHANCE))
  })
})

test.each([
  [1, 90_000, 90_000],
  [1, 1_000, 5_000],
  [1, 0, 5_000],
  [4, 90_000, 600_000],
  [1, 365 * 86_400_000, RETRY_AFTER_MS_MAX],
])(
  'after try %i a receiver that asks for %i ms gets %i: never sooner than planned, never later than a day',
  (attempt, retryAfterMs, afterMs) => {
    for (const status of [429, 503]) {
      const sent = { status, retryAfterMs, tookMs: 1 }
      expect(judgeDelivery({ sent, attempt, failingSince: null, now }, () => 0)).toEqual({ kind: 'again', afterMs })
    }
  },
)

test('asking to wait after the last try, or with a yes, changes nothing', () => {
  const wait = { retryAfterMs: 90_000, tookMs: 1 }
  const last = { sent: { status: 503, ...wait }, attempt: DELIVERY_ATTEMPTS_MAX, failingSince: null, now }
  expect(judgeDelivery(last, () => 0)).toEqual({ kind: 'failed' })
  const taken = { sent: { status: 202, ...wait }, attempt: 1, failingSince: null, now }
  expect(judgeDelivery(taken, () => 0)).toEqual({ kind: 'delivered' })
})
