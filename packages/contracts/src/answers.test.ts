import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { otherAnswers, realisticAnswers } from './answers.fixture.ts'
import { declaredRoutes } from './declared.fixture.ts'

const answering = declaredRoutes.flatMap(([name, route]) =>
  'answer' in route && route.status !== 204 ? [{ name, schema: route.answer }] : [],
)
/** Second answers stand under the name of their route as well. */
const alsoAnswering = declaredRoutes.flatMap(([name, route]) =>
  'otherwise' in route && route.otherwise !== undefined
    ? [{ name: `${name} otherwise`, schema: route.otherwise.answer }]
    : [],
)
const answers = new Map<string, unknown>([
  ...Object.entries(realisticAnswers),
  ...Object.entries(otherAnswers).map(([name, answer]) => [`${name} otherwise`, answer] as const),
])

type Leaf = { path: string; wrong: unknown }
/** A value of another type than the given one, which no field of it may take. */
function other(value: unknown): unknown {
  return typeof value === 'string' ? 7 : typeof value === 'boolean' ? 'yes' : typeof value === 'number' ? '7' : 'x'
}

/** The answer once for each of its fields, with that field left out or of another type. */
function* damaged(value: unknown): Generator<Leaf> {
  if (Array.isArray(value)) {
    for (const [at, part] of value.entries()) {
      for (const { path, wrong } of damaged(part)) yield { path: `${at}.${path}`, wrong: value.with(at, wrong) }
    }
    yield { path: '(no list)', wrong: null }
  } else if (typeof value === 'object' && value !== null) {
    for (const [field, part] of Object.entries(value)) {
      const { [field]: _left, ...rest } = value as Record<string, unknown>
      yield { path: `${field} left out`, wrong: rest }
      for (const { path, wrong } of damaged(part))
        yield { path: `${field}.${path}`, wrong: { ...rest, [field]: wrong } }
    }
  } else if (value !== null) yield { path: '(another type)', wrong: other(value) }
}

test('every route that answers something has an example here', () => {
  const all = [...answering, ...alsoAnswering]
  expect(all.map(({ name }) => name).filter((name) => !answers.has(name))).toEqual([])
  expect([...answers.keys()].filter((name) => !all.some((route) => route.name === name))).toEqual([])
})

describe.each([...answering, ...alsoAnswering].filter(({ name }) => answers.has(name)))(
  'the answer of $name',
  ({ name, schema }) => {
    const example = answers.get(name)

    test('travels as JSON and arrives as it was sent', () => {
      expect(schema.parse(JSON.parse(JSON.stringify(example)))).toEqual(example)
    })

    test('needs each of its fields, in its own type', () => {
      const taken = [...damaged(example)].filter(({ wrong }) => schema.safeParse(wrong).success)
      expect(taken.map(({ path }) => path)).toEqual([])
    })

    test('lets no field out that is not declared', () => {
      const secret = { password_hash: '$argon2id$', ...(example as object) }
      expect(JSON.stringify(schema.parse(secret))).not.toContain('argon2id')
    })

    test('can be printed for the documentation', () => {
      expect(z.toJSONSchema(schema, { io: 'output' })).toMatchObject({ type: 'object' })
    })
  },
)

describe('what an answer may hold at its edges', () => {
  const parse = (name: string, change: (example: Record<string, unknown>) => unknown): boolean => {
    const schema = answering.find((route) => route.name === name)?.schema
    const example = structuredClone(answers.get(name)) as Record<string, unknown>
    change(example)
    return schema?.safeParse(example).success ?? false
  }

  test.each([
    [0, true],
    [1, true],
    [0.5, true],
    [-0.01, false],
    [1.01, false],
    [Number.NaN, false],
    [Number.POSITIVE_INFINITY, false],
  ])('a confidence of %d on a line: %s', (confidence, isTaken) => {
    expect(parse('getPage', (page) => Object.assign((page['lines'] as object[])[0] ?? {}, { confidence }))).toBe(
      isTaken,
    )
  })

  test.each([
    ['2026-01-31T12:00:00Z', true],
    ['2026-01-31T12:00:00.123456Z', true],
    ['2024-02-29T00:00:00Z', true],
    ['2026-02-29T00:00:00Z', false],
    ['2026-01-31T25:00:00Z', false],
    ['2026-01-31', false],
    ['2026-01-31 12:00:00Z', false],
    ['2026-01-31T12:00:00', false],
    ['2026-01-31T12:00:00+02:00', false],
    ['', false],
  ])('a moment written as %j: %s', (created_at, isTaken) => {
    expect(parse('getDocument', (document) => Object.assign(document, { created_at }))).toBe(isTaken)
  })

  test.each([
    [1, true],
    [1.5, false],
    [2 ** 53, false],
  ])('a page number of %d: %s', (number, isTaken) => {
    expect(parse('getPage', (page) => Object.assign(page['page'] as object, { number }))).toBe(isTaken)
  })

  test('boxes and sizes are numbers that JSON can write', () => {
    for (const width of [Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(parse('getPage', (page) => Object.assign(page['page'] as object, { width }))).toBe(false)
    }
  })
})
