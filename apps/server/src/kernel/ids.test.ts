import { documentId, pageId } from '@kinfolio/contracts'
import { describe, expect, test } from 'vitest'
import { newId } from './ids.ts'

describe('a new id', () => {
  test('is a UUID of version 7 that its own kind takes', () => {
    const id = newId(documentId)
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(documentId.parse(id)).toBe(id)
  })

  test('sorts behind every earlier one, also within one millisecond', () => {
    const ids = Array.from({ length: 5_000 }, () => newId(pageId))
    expect(ids.toSorted()).toEqual(ids)
    expect(new Set(ids).size).toBe(ids.length)
  })

  test('begins with the time it was made at, which pages of lists rely on', () => {
    const before = Date.now()
    const madeAt = Number.parseInt(newId(pageId).replaceAll('-', '').slice(0, 12), 16)
    expect(madeAt).toBeGreaterThanOrEqual(before - 1)
    expect(madeAt).toBeLessThanOrEqual(Date.now() + 1)
  })
})
