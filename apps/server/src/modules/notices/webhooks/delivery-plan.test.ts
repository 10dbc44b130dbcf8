import { expect, test } from 'vitest'
import { DELIVERY_ATTEMPTS_MAX, FAILING_DAYS_MAX, judgeDelivery, RETRY_PAUSES_MS } from './delivery-plan.ts'

const now = new Date('2026-11-20T12:00:00Z')
const daysAgo = (days: number): Date => new Date(now.getTime() - days * 86_400_000)
const judge = (status: number, over: { attempt?: number; failingSince?: Date | null } = {}) =>
  judgeDelivery({ sent: { status, tookMs: 1 }, attempt: 1, failingSince: null, now, ...over })

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
  expect(judgeDelivery({ sent, attempt: 1, failingSince: null, now })).toEqual({ kind: 'failed' })
  const away = { error: 'could not be reached', isFinal: false }
  expect(judgeDelivery({ sent: away, attempt: 1, failingSince: null, now }).kind).toBe('again')
})
