import { expect, test } from 'vitest'
import { BATCH_BUSY_MS, BATCH_FIRST_MS, createBatcher } from './batcher.ts'

const settle = () => new Promise<void>((resolve) => setImmediate(resolve))

function world(takesMs = 0) {
  let nowMs = 0
  const waiting: { atMs: number; run: () => void }[] = []
  const runs: { atMs: number; size: number }[] = []
  const later = (run: () => void, delayMs: number) => void waiting.push({ atMs: nowMs + delayMs, run })
  let underway = 0
  const batcher = createBatcher<number>({
    later,
    now: () => nowMs,
    async run(gathered) {
      underway++
      expect(underway).toBe(1)
      runs.push({ atMs: nowMs, size: gathered.size })
      if (takesMs > 0) await new Promise<void>((resolve) => later(resolve, takesMs))
      underway--
    },
  })
  async function pass(ms: number): Promise<void> {
    const endMs = nowMs + ms
    for (;;) {
      waiting.sort((a, b) => a.atMs - b.atMs)
      const next = waiting[0]
      if (next === undefined || next.atMs > endMs) break
      waiting.shift()
      nowMs = next.atMs
      next.run()
      await settle()
    }
    nowMs = endMs
  }
  return { batcher, runs, pass }
}

test('what happens together is worked off together, each thing once', async () => {
  const { batcher, runs, pass } = world()
  batcher.add([1, 2])
  batcher.add([2, 3])
  await pass(BATCH_FIRST_MS - 1)
  expect(runs).toEqual([])
  await pass(1)
  expect(runs).toEqual([{ atMs: BATCH_FIRST_MS, size: 3 }])
})

test('a thousand pages in ten seconds are a dozen runs, not a thousand', async () => {
  const { batcher, runs, pass } = world()
  for (let page = 0; page < 1_000; page++) {
    batcher.add([page])
    await pass(10)
  }
  await pass(BATCH_BUSY_MS)
  expect(runs.length).toBeLessThanOrEqual(12)
  expect(runs.reduce((sum, { size }) => sum + size, 0)).toBe(1_000)
})

test('a page that is drawn just after it came is seen at once, not with the next burst', async () => {
  const { batcher, runs, pass } = world()
  batcher.add([1])
  await pass(BATCH_FIRST_MS + 40)
  batcher.add([2])
  await pass(300)
  expect(runs.map(({ size }) => size)).toEqual([1, 1])
})

test('the next run waits for one that takes long, and loses nothing meanwhile', async () => {
  const { batcher, runs, pass } = world(3_000)
  batcher.add([1])
  await pass(BATCH_FIRST_MS + 100)
  batcher.add([2])
  batcher.add([3])
  await pass(10_000)
  expect(runs.map(({ size }) => size)).toEqual([1, 2])
})
