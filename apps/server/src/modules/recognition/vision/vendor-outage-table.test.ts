import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { maxRetryAfterMs, retryAfter } from '../../../kernel/outbound/index.ts'
import { vendorOutage } from './vendor-outage.ts'

const failed = (status: number, message = 'no', headers: Record<string, string> = {}) =>
  vendorOutage({ who: 'Claude', status, message, headers: new Headers(headers) })

describe('every status a vendor may answer with', () => {
  test.each([
    [301, 'request-refused'],
    [400, 'request-refused'],
    [405, 'request-refused'],
    [409, 'request-refused'],
    [413, 'request-refused'],
    [415, 'request-refused'],
    [422, 'request-refused'],
    [451, 'request-refused'],
  ])('%s is not tried again unchanged', (status, reason) => {
    expect(failed(status)).toMatchObject({ reason, isRetryable: false, retryAfterMs: undefined })
  })

  test.each([500, 501, 502, 503, 520, 522, 529, 599])('%s is tried again, since nothing was read', (status) => {
    expect(failed(status)).toMatchObject({ reason: 'overloaded', isRetryable: true })
  })

  test('says one thing for each, with its number, and never more than a person reads', () => {
    for (let status = 300; status < 600; status += 1) {
      const { message, isRetryable, reason } = failed(status, 'x'.repeat(5_000))
      expect(message).toMatch(/^Claude: [a-z ]+ \(\d{3}: x{300}\)$/)
      expect(message).not.toContain('it failed')
      if (isRetryable) expect(['overloaded', 'rate-limited', 'timed-out']).toContain(reason)
    }
  })
})

describe('money', () => {
  test.each([
    [402, ''],
    [429, 'You exceeded your current quota: insufficient_quota'],
    [400, 'Your Credit Balance is too low'],
    [403, 'Billing has not been enabled'],
    [503, 'monthly spend limit reached'],
  ])('is recognised in %s %j, whatever the status says', (status, message) => {
    expect(failed(status, message)).toMatchObject({ reason: 'quota-used-up', isRetryable: false })
  })

  test('is not recognised in a rate limit that merely speaks of quota', () => {
    expect(failed(429, 'Quota exceeded for requests per minute')).toMatchObject({
      reason: 'rate-limited',
      isRetryable: true,
    })
  })
})

describe('how long to wait', () => {
  const now = Date.parse('2026-11-20T10:00:00Z')
  const after = (headers: Record<string, string>) => retryAfter(new Headers(headers), now)

  test.each([
    ['0', 0],
    ['1', 1_000],
    ['0.25', 250],
    [' 30 ', 30_000],
    ['-5', 0],
    ['86400', maxRetryAfterMs],
    ['86401', maxRetryAfterMs],
    ['1e9', maxRetryAfterMs],
    ['Friday, 20-Nov-26 10:01:00 GMT', 60_000],
    ['Fri Nov 20 10:01:00 2026 GMT', 60_000],
    ['Sat, 20 Nov 2027 10:00:00 GMT', maxRetryAfterMs],
    ['Thu, 01 Jan 1970 00:00:00 GMT', 0],
  ])('"%s" is %s ms', (value, ms) => {
    expect(after({ 'retry-after': value })).toBe(ms)
  })

  test.each(['', 'soon', 'Infinity', 'NaN', '12 apples'])('%j says nothing', (value) => {
    expect(after({ 'retry-after': value })).toBeUndefined()
  })

  test('an empty header of milliseconds does not hide the one of seconds', () => {
    expect(after({ 'retry-after-ms': '', 'retry-after': '3' })).toBe(3_000)
    expect(after({ 'retry-after-ms': 'soon', 'retry-after': '3' })).toBe(3_000)
    expect(after({ 'retry-after-ms': '99999999999' })).toBe(maxRetryAfterMs)
  })

  test('is never negative and never more than a day, whatever the header holds', () => {
    const value = fc.oneof(fc.string({ unit: 'grapheme-ascii' }), fc.double().map(String), fc.date().map(String))
    fc.assert(
      fc.property(value, (text) => {
        const headers = new Headers()
        try {
          headers.set('retry-after', text)
        } catch {
          return
        }
        const ms = retryAfter(headers, now)
        if (ms !== undefined) expect(ms >= 0 && ms <= maxRetryAfterMs).toBe(true)
      }),
      { numRuns: 300 },
    )
  })
})
