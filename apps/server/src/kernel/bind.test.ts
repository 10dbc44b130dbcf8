import { describe, expect, expectTypeOf, test } from 'vitest'
import { bind } from './bind.ts'

type Deps = { shelf: string[] }
const put = (deps: Deps, input: { title: string }): number => deps.shelf.push(input.title)
const list = async (deps: Deps, input: { limit: number }): Promise<string[]> => deps.shelf.slice(0, input.limit)
const fail = (_deps: Deps, input: { why: string }): never => {
  throw new Error(input.why)
}

describe('use cases that were given their dependencies', () => {
  test('share them, and callers pass only input', async () => {
    const shelf: string[] = []
    const library = bind({ shelf }, { put, list })
    library.put({ title: 'Letters' })
    library.put({ title: 'Diary' })
    expect(shelf).toEqual(['Letters', 'Diary'])
    expect(await library.list({ limit: 1 })).toEqual(['Letters'])
    expectTypeOf(library.put).toEqualTypeOf<(input: { title: string }) => number>()
    expectTypeOf(library.list).toEqualTypeOf<(input: { limit: number }) => Promise<string[]>>()
  })

  test('of two houses do not meet', () => {
    const [one, other] = [bind({ shelf: [] as string[] }, { put }), bind({ shelf: [] as string[] }, { put })]
    one.put({ title: 'Letters' })
    expect(other.put({ title: 'Diary' })).toBe(1)
  })

  test('work when they are handed on alone', () => {
    const { put: putAway } = bind({ shelf: ['x'] }, { put })
    expect([{ title: 'a' }, { title: 'b' }].map(putAway)).toEqual([2, 3])
  })

  test('throw what they throw', () => {
    expect(() => bind({ shelf: [] }, { fail }).fail({ why: 'no' })).toThrow('no')
  })
})
