import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { printPage } from '../printed-page.fixture.ts'
import type { PreparationWish } from './prepare-page.ts'
import { createPreparer } from './preparer.ts'

const wish: PreparationWish = { wants: 'clean-grey', maxImageBytes: 20_000_000, maxEdgePx: 10_000 }
const signal = AbortSignal.timeout(30_000)
const page = printPage({ lines: ['The harbour was quiet.'] }).png

describe('a preparer', () => {
  test('prepares in another process and answers each page with its own picture', async () => {
    await using preparer = createPreparer()
    const blank = printPage({ lines: [] }).png
    const prepared = await Promise.all([
      preparer.prepare(page, { wish, signal }),
      preparer.prepare(blank, { wish, signal }),
      preparer.prepare(new Uint8Array([1, 2, 3]), { wish, signal }),
    ])
    expect(prepared.map(({ outcome }) => outcome)).toEqual(['ready', 'blank', 'unreadable'])
  })

  test('keeps the event loop free meanwhile', async () => {
    await using preparer = createPreparer()
    await preparer.prepare(page, { wish, signal })
    let longestGap = 0
    let last = performance.now()
    const beat = setInterval(() => {
      const now = performance.now()
      longestGap = Math.max(longestGap, now - last)
      last = now
    }, 5)
    const startedAt = performance.now()
    await preparer.prepare(page, { wish, signal })
    clearInterval(beat)
    expect(longestGap).toBeLessThan((performance.now() - startedAt) / 2)
  })

  test('starts again after it went to sleep', async () => {
    await using preparer = createPreparer({ idleMs: 20 })
    await preparer.prepare(page, { wish, signal })
    await wait(150)
    expect((await preparer.prepare(page, { wish, signal })).outcome).toBe('ready')
  })

  test('ends with the reason of an aborted signal, and goes on with the next page', async () => {
    await using preparer = createPreparer()
    const stop = new AbortController()
    const stopped = preparer.prepare(page, { wish, signal: stop.signal })
    stop.abort(new Error('owner cancelled'))
    await expect(stopped).rejects.toThrow('owner cancelled')
    await expect(preparer.prepare(page, { wish, signal: stop.signal })).rejects.toThrow('owner cancelled')
    expect((await preparer.prepare(page, { wish, signal })).outcome).toBe('ready')
  })

  test('gives up on a picture at its time limit and goes on with the next one', async () => {
    await using hasty = createPreparer({ limitMs: 1 })
    const prepared = await hasty.prepare(page, { wish, signal })
    expect(prepared).toEqual({ outcome: 'unreadable', because: 'too-large' })
    await using patient = createPreparer()
    expect((await patient.prepare(page, { wish, signal })).outcome).toBe('ready')
  })
})
