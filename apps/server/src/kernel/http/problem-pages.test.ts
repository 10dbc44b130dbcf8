import * as contracts from '@kinfolio/contracts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openHttp, type OpenHttp } from './open-http.fixture.ts'
import { serveProblemPages } from './problem-pages.ts'

type Declared = { type: string; status: number; title: string }
const isDeclared = (value: unknown): value is Declared => typeof value === 'function' && 'schema' in value
const problems = Object.values<unknown>(contracts).filter(isDeclared)

let http: OpenHttp
beforeAll(async () => {
  http = await openHttp()
  serveProblemPages(http.app)
  await http.app.ready()
})
afterAll(async () => http[Symbol.asyncDispose]())

test('there are problems to explain', () => {
  expect(problems.length).toBeGreaterThan(30)
})

describe('the page of a problem', () => {
  test.each(problems.map(({ type, status, title }) => [type, status, title] as const))(
    'at %s says what happened',
    async (type, status, title) => {
      const page = await http.app.inject(`${type}?from=an-answer`)
      expect([page.statusCode, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8'])
      expect(page.body).toContain(`<h1>${title}</h1>`)
      expect(page.body).toContain(`HTTP status ${status}`)
      expect(page.body).toContain('href="/docs"')
    },
  )

  test.each(['none', '__proto__', 'constructor', 'toString', 'NOT-FOUND', 'not-found%20', '..%2fapi', 'a'.repeat(300)])(
    'is not made for a problem that no route declares: %s',
    async (name) => {
      const answer = await http.app.inject(`/problems/${name}`)
      expect([answer.statusCode, answer.json().type]).toEqual([404, '/problems/not-found'])
    },
  )

  test('says nothing that the address brought along', async () => {
    const page = await http.app.inject('/problems/not-found?<script>alert(1)</script>')
    expect(page.body).not.toContain('alert')
  })

  test('does not crowd the documentation of the API', async () => {
    expect((await http.app.inject('/docs/json')).body).not.toContain('"/problems/{name}"')
  })
})
