import { describe, expect, test } from 'vitest'
import { Outage } from '../../../kernel/outage.ts'
import { maxRetryAfterMs, retryAfter } from '../../../kernel/outbound/index.ts'
import { outageWithin, vendorOutage } from './vendor-outage.ts'

const failed = (status: number, message = 'no', headers = {}) =>
  vendorOutage({ who: 'Claude', status, message, headers: new Headers(headers) })

describe('a vendor’s failure', () => {
  test.each([
    [400, 'request-refused', false],
    [401, 'key-refused', false],
    [402, 'quota-used-up', false],
    [403, 'key-refused', false],
    [404, 'model-unknown', false],
    [408, 'timed-out', true],
    [413, 'request-refused', false],
    [429, 'rate-limited', true],
    [500, 'overloaded', true],
    [504, 'timed-out', true],
    [529, 'overloaded', true],
  ])('of status %s is %s, retryable %s', (status, reason, isRetryable) => {
    expect(failed(status)).toMatchObject({ reason, isRetryable, who: 'Claude' })
  })

  test.each([
    [400, 'Your credit balance is too low to access the API'],
    [429, 'insufficient_quota You exceeded your current quota'],
    [403, 'This API method requires billing to be enabled'],
  ])('that is about money (%s) is not tried again', (status, message) => {
    expect(failed(status, message)).toMatchObject({ reason: 'quota-used-up', isRetryable: false })
  })

  test('says in words what happened and what the vendor said, shortened', () => {
    expect(failed(401, 'x'.repeat(1000)).message).toMatch(/^Claude: the key was refused \(401: x{300}\)$/)
  })

  test('tells how long to wait only when waiting helps', () => {
    expect(failed(429, 'no', { 'retry-after': '7' }).retryAfterMs).toBe(7_000)
    expect(failed(401, 'no', { 'retry-after': '7' }).retryAfterMs).toBeUndefined()
  })
})

describe('Retry-After', () => {
  const now = Date.parse('2026-11-20T10:00:00Z')
  const after = (headers: Record<string, string>) => retryAfter(new Headers(headers), now)

  test('is understood in seconds, as a date and in OpenAI’s milliseconds', () => {
    expect(after({ 'retry-after': '1.5' })).toBe(1_500)
    expect(after({ 'retry-after': 'Fri, 20 Nov 2026 10:00:30 GMT' })).toBe(30_000)
    expect(after({ 'retry-after': '2', 'retry-after-ms': '250' })).toBe(250)
  })

  test('in the past is now, far away is a day, nonsense is unknown', () => {
    expect(after({ 'retry-after': 'Fri, 20 Nov 2026 09:00:00 GMT' })).toBe(0)
    expect(after({ 'retry-after': '99999999' })).toBe(maxRetryAfterMs)
    expect(after({ 'retry-after': 'soon' })).toBeUndefined()
    expect(after({})).toBeUndefined()
    expect(retryAfter(undefined)).toBeUndefined()
  })
})

test('an Outage is found inside the errors that client libraries wrap around it', () => {
  const outage = failed(500)
  expect(outageWithin(new Error('outer', { cause: new Error('inner', { cause: outage }) }))).toBe(outage)
  expect(outageWithin(outage)).toBeInstanceOf(Outage)
  expect(outageWithin(new Error('alone'))).toBeUndefined()
  expect(outageWithin('text')).toBeUndefined()
})
