import { expect, test } from 'vitest'
import { createPictureCache, FETCHES_AT_ONCE, IDLE_PICTURES_MAX } from './picture-cache.ts'

const settle = () => new Promise<void>((resolve) => setImmediate(resolve))

function world() {
  const asked: string[] = []
  const dropped: string[] = []
  const answers = new Map<string, (blob: Blob) => void>()
  const failures = new Map<string, (error: Error) => void>()
  const cache = createPictureCache({
    fetchPicture(key) {
      asked.push(key)
      return new Promise((resolve, reject) => {
        answers.set(key, resolve)
        failures.set(key, reject)
      })
    },
    makeUrl: () => `blob:${asked.length}`,
    dropUrl: (url) => dropped.push(url),
  })
  return {
    cache,
    asked,
    dropped,
    answer: (key: string) => answers.get(key)?.(new Blob()),
    fail: (key: string) => failures.get(key)?.(new Error('gone')),
  }
}

test('a picture is fetched once for all who show it', async () => {
  const { cache, asked, answer } = world()
  const both = Promise.all([cache.take('a'), cache.take('a')])
  await settle()
  answer('a')
  const [one, other] = await both
  expect(one).toBe(other)
  expect(asked).toEqual(['a'])
})

test('only a few are fetched at a time, the others wait their turn', async () => {
  const { cache, asked, answer } = world()
  for (let n = 0; n < FETCHES_AT_ONCE + 2; n++) void cache.take(`p${n}`)
  await settle()
  expect(asked).toHaveLength(FETCHES_AT_ONCE)
  answer('p0')
  await settle()
  expect(asked).toHaveLength(FETCHES_AT_ONCE + 1)
})

test('a picture that failed is asked for again by the next who needs it', async () => {
  const { cache, asked, answer, fail } = world()
  const first = cache.take('a')
  await settle()
  fail('a')
  await expect(first).rejects.toThrow('gone')
  const second = cache.take('a')
  await settle()
  answer('a')
  await second
  expect(asked).toEqual(['a', 'a'])
})

test('idle pictures are let go, the oldest first, and those on screen are not', async () => {
  const { cache, dropped, answer } = world()
  const urls: string[] = []
  for (let n = 0; n < IDLE_PICTURES_MAX + 3; n++) {
    const taken = cache.take(`p${n}`)
    await settle()
    answer(`p${n}`)
    urls.push(await taken)
  }
  expect(dropped).toEqual([])
  for (let n = 1; n < IDLE_PICTURES_MAX + 3; n++) cache.giveBack(`p${n}`)
  await settle()
  expect(dropped).toEqual([urls[1], urls[2]])
})

test('clearing lets go of every address, as after signing out', async () => {
  const { cache, dropped, answer } = world()
  const taken = cache.take('a')
  await settle()
  answer('a')
  const url = await taken
  cache.clear()
  await settle()
  expect(dropped).toEqual([url])
})
