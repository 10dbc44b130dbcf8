import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createPictureCache, FETCHES_AT_ONCE, IDLE_PICTURES_MAX } from './picture-cache.ts'

const settle = () => new Promise<void>((resolve) => setImmediate(resolve))

/** A cache whose fetches end when the test says so, watched for how many run at once. */
function world() {
  const open = new Map<string, { answer: () => void; fail: () => void }>()
  const live = new Set<string>()
  let running = 0
  let most = 0
  let made = 0
  const asked: string[] = []
  const cache = createPictureCache({
    fetchPicture(key) {
      asked.push(key)
      most = Math.max(most, ++running)
      return new Promise((resolve, reject) => {
        open.set(key, {
          answer: () => (running--, open.delete(key), resolve(new Blob([key]))),
          fail: () => (running--, open.delete(key), reject(new Error(key))),
        })
      })
    },
    makeUrl() {
      const url = `blob:${++made}`
      live.add(url)
      return url
    },
    dropUrl: (url) => live.delete(url),
  })
  const first = () => [...open.values()][0]
  return { cache, open, live, asked, first, most: () => most }
}

test('a picture asked for in the very moment another one is done does not jump the limit', async () => {
  const { cache, first, most } = world()
  for (let n = 0; n < FETCHES_AT_ONCE + 3; n++) void cache.take(`p${n}`)
  await settle()
  const askAllTheTime = async (): Promise<void> => {
    for (let n = 0; n < 20; n++) {
      await Promise.resolve()
      void cache.take(`late ${n}`)
    }
  }
  first()?.answer()
  await askAllTheTime()
  await settle()
  expect(most()).toBe(FETCHES_AT_ONCE)
})

test('those who wait come in the order in which they asked', async () => {
  const { cache, asked, first } = world()
  const names = Array.from({ length: FETCHES_AT_ONCE * 3 }, (_, n) => `p${n}`)
  for (const name of names) void cache.take(name)
  for (let n = 0; n < names.length; n++) {
    await settle()
    first()?.answer()
  }
  expect(asked).toEqual(names)
})

test('a failure frees its place for those who wait', async () => {
  const { cache, asked, first } = world()
  const all = Array.from({ length: FETCHES_AT_ONCE + 1 }, (_, n) => cache.take(`p${n}`).catch(() => 'failed'))
  await settle()
  first()?.fail()
  await settle()
  expect(asked).toHaveLength(FETCHES_AT_ONCE + 1)
  expect(await all[0]).toBe('failed')
})

test('a picture that fails late, after everything was cleared, does not take its successor along', async () => {
  const { cache, asked, open } = world()
  const before = cache.take('a').catch(() => 'failed')
  await settle()
  const stale = open.get('a')
  cache.clear()
  const after = cache.take('a')
  await settle()
  const fresh = open.get('a')
  stale?.fail()
  expect(await before).toBe('failed')
  void cache.take('a')
  await settle()
  expect(asked).toEqual(['a', 'a'])
  fresh?.answer()
  expect(await after).toMatch(/^blob:/)
})

test('giving back what was never taken is no fault', () => {
  const { cache } = world()
  expect(() => cache.giveBack('nobody')).not.toThrow()
})

test('a picture two screens show stays when one of them goes', async () => {
  const { cache, live, first } = world()
  const one = cache.take('a')
  void cache.take('a')
  await settle()
  first()?.answer()
  const url = await one
  cache.giveBack('a')
  for (let n = 0; n < IDLE_PICTURES_MAX + 10; n++) {
    const taken = cache.take(`p${n}`)
    await settle()
    first()?.answer()
    await taken
    cache.giveBack(`p${n}`)
  }
  await settle()
  expect(live.has(url)).toBe(true)
})

test('whatever is taken and given back, in whatever order, no address is lost and few stay idle', async () => {
  const step = fc.record({ kind: fc.constantFrom('take', 'give', 'answer', 'fail'), key: fc.nat({ max: 12 }) })
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
      const { cache, live, most, first } = world()
      const held = new Map<string, number>()
      for (const { kind, key } of steps) {
        const name = `p${key}`
        if (kind === 'take') {
          held.set(name, (held.get(name) ?? 0) + 1)
          cache.take(name).catch(() => undefined)
        }
        if (kind === 'give') cache.giveBack(name)
        if (kind === 'answer') first()?.answer()
        if (kind === 'fail') first()?.fail()
        await settle()
      }
      expect(most()).toBeLessThanOrEqual(FETCHES_AT_ONCE)
      for (let next = first(); next !== undefined; next = first()) {
        next.answer()
        await settle()
      }
      cache.clear()
      await settle()
      expect(live.size).toBe(0)
    }),
    { seed: 21, numRuns: 60 },
  )
})
