import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createSetupCode, makeSetupCode } from './setup-code.ts'

let folder = ''
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'kinfolio-code-'))))
afterEach(async () => rm(folder, { recursive: true }))

describe('a set-up code', () => {
  const many = Array.from({ length: 500 }, makeSetupCode)

  test('is three groups of four that can be read aloud', () => {
    for (const code of many) expect(code).toMatch(/^[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}$/)
  })

  test('has no signs that look alike', () => {
    expect(many.join('')).not.toMatch(/[01OILU]/)
  })

  test('uses every other sign at every place, so that it has its 58 bits', () => {
    for (const place of [0, 1, 2, 3, 5, 6, 7, 8, 10, 11, 12, 13]) {
      // 500 draws miss a given one of 30 signs with a chance of 4 in 10⁸.
      expect(new Set(many.map((code) => code[place])).size).toBe(30)
    }
    expect(12 * Math.log2(30)).toBeGreaterThan(58)
  })

  test('is another one every time', () => {
    expect(new Set(many).size).toBe(many.length)
  })
})

describe('the code of a server', () => {
  test('stays the same from start to start, in a file that only the server reads', async () => {
    const code = await createSetupCode(folder).read()
    expect(await createSetupCode(folder).read()).toBe(code)
    const [name = ''] = await readdir(folder)
    expect((await readFile(join(folder, name), 'utf8')).trim()).toBe(code)
    expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600)
  })

  test('is gone when it was used, and a server that asks again gets a new one', async () => {
    const setupCode = createSetupCode(folder)
    const code = await setupCode.read()
    await setupCode.forget()
    expect(await readdir(folder)).toEqual([])
    expect(await setupCode.read()).not.toBe(code)
  })

  test('may be forgotten twice', async () => {
    const setupCode = createSetupCode(folder)
    await setupCode.forget()
    await expect(setupCode.forget()).resolves.toBeUndefined()
  })

  test('is one, however many ask for it at the same time', async () => {
    const codes = await Promise.all(Array.from({ length: 8 }, async () => createSetupCode(folder).read()))
    expect(new Set(codes).size).toBe(1)
  })
})
