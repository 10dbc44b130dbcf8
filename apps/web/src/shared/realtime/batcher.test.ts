import { expect, test } from 'vitest'
import { createBatcher, ROUND_EVERY_MS, ROUND_GATHERS_MS, ROUNDS_SAVED_MAX } from './batcher.ts'

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
  await pass(ROUND_GATHERS_MS - 1)
  expect(runs).toEqual([])
  await pass(1)
  expect(runs).toEqual([{ atMs: ROUND_GATHERS_MS, size: 3 }])
})

test('a thousand pages in ten seconds are the saved rounds and one a second, not a thousand', async () => {
  const { batcher, runs, pass } = world()
  for (let page = 0; page < 1_000; page++) {
    batcher.add([page])
    await pass(10)
  }
  await pass(ROUND_EVERY_MS)
  expect(runs.length).toBeGreaterThanOrEqual(ROUNDS_SAVED_MAX + 9)
  expect(runs.length).toBeLessThanOrEqual(ROUNDS_SAVED_MAX + 11)
  expect(runs.reduce((sum, { size }) => sum + size, 0)).toBe(1_000)
})

test('however long a burst goes on, each second has one round', async () => {
  const { batcher, runs, pass } = world()
  const keepAdding = async (seconds: number): Promise<void> => {
    for (let event = 0; event < seconds * 20; event++) {
      batcher.add([event])
      await pass(50)
    }
  }
  await keepAdding(20)
  const before = runs.length
  await keepAdding(60)
  expect(runs.length - before).toBeGreaterThanOrEqual(59)
  expect(runs.length - before).toBeLessThanOrEqual(61)
})

test('pages that come one by one are each seen at once: when they came, were drawn and were read', async () => {
  const { batcher, runs, pass } = world()
  for (let page = 0; page < 4; page++) {
    for (const [event, afterMs] of [150, 200, 650].entries()) {
      batcher.add([page * 10 + event])
      await pass(afterMs)
    }
  }
  expect(runs.map(({ size }) => size)).toEqual(Array.from({ length: 12 }, () => 1))
})

test('quiet saves rounds for later, but never more than the most', async () => {
  const { batcher, runs, pass } = world()
  const happens = async (times: number): Promise<void> => {
    for (let event = 0; event < times; event++) {
      batcher.add([event])
      await pass(ROUND_GATHERS_MS)
    }
  }
  await happens(ROUNDS_SAVED_MAX)
  await pass(ROUND_EVERY_MS * 1_000)
  const before = runs.length
  await happens(ROUNDS_SAVED_MAX)
  // What was saved, and the part of a round that was earned meanwhile, is used up.
  await happens(8)
  expect(runs.length - before).toBeLessThanOrEqual(ROUNDS_SAVED_MAX + 1)
})

test('a clock that is set back delays nothing', async () => {
  let nowMs = 3_600_000
  const delays: number[] = []
  const later = (run: () => void, delayMs: number) => void (delays.push(delayMs), setImmediate(run))
  const batcher = createBatcher<number>({ later, now: () => nowMs, run: async () => undefined })
  batcher.add([1])
  await settle()
  await settle()
  nowMs = 0
  batcher.add([2])
  expect(delays).toEqual([ROUND_GATHERS_MS, ROUND_GATHERS_MS])
})

test('the next run waits for one that takes long, and loses nothing meanwhile', async () => {
  const { batcher, runs, pass } = world(3_000)
  batcher.add([1])
  await pass(ROUND_GATHERS_MS + 100)
  batcher.add([2])
  batcher.add([3])
  await pass(10_000)
  expect(runs.map(({ size }) => size)).toEqual([1, 2])
})
