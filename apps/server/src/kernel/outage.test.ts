import { describe, expect, test } from 'vitest'
import { Outage, type OutageFacts } from './outage.ts'

const facts: OutageFacts = { who: 'Claude', reason: 'overloaded', isRetryable: true }

describe('an outage', () => {
  test('says who failed, why, and whether trying again can help', () => {
    const outage = new Outage('Claude is overloaded', { ...facts, retryAfterMs: 2_500 })
    expect(outage).toMatchObject({ ...facts, retryAfterMs: 2_500, message: 'Claude is overloaded', name: 'Outage' })
    expect(outage).toBeInstanceOf(Error)
  })

  test('without a wish of the other side names no time', () => {
    expect(new Outage('x', facts).retryAfterMs).toBeUndefined()
  })

  test('keeps its cause where there is one, and makes none up', () => {
    const cause = new Error('ECONNRESET')
    expect(new Outage('x', { ...facts, cause }).cause).toBe(cause)
    expect('cause' in new Outage('x', facts)).toBe(false)
  })

  test('points at where it was thrown', () => {
    expect(new Outage('x', facts).stack).toContain('outage.test.ts')
  })
})
