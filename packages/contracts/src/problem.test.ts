import fc from 'fast-check'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { z } from 'zod'
import { declaredProblems, declaredRoutes, exampleId } from './declared.fixture.ts'
import { defineProblem, Problem } from './problem.ts'
import { generalProblems, notFound, tooManyRequests } from './problems/general.ts'
import type { ProblemOf } from './route.ts'
import { refreshTokens } from './accounts.ts'

const named = declaredProblems.map(([name, problem]) => ({ name, problem }))

/** Extras that fit each problem; one that is not listed here has none. */
const extras: Record<string, Record<string, unknown>> = {
  invalidRequest: { issues: [{ path: '/body/title', message: 'Too small' }] },
  signInRequired: { reason: 'expired' },
  notAllowed: { action: 'import files' },
  notFound: { what: 'space' },
  scopeMissing: { scope: 'write' },
  deviceProofRequired: { reason: 'missing', now: 1_795_000_000 },
  deviceKeyNotFound: { device_key_id: exampleId('6') },
  deviceKeyRefused: { why: 'key-in-use' },
  authorizationPending: { interval: 5 },
  tooManyPrompts: { retry_after_s: 900 },
  approvalNotFound: { session_id: exampleId('7') },
  approvalSettled: { outcome: 'denied' },
  numberWrong: { tries_left: 1 },
  slowDown: { interval: 10 },
  conflict: { what: 'collection' },
  bodyTooLarge: { limit_bytes: 2_097_152 },
  tooManyRequests: { retry_after_s: 42 },
  outsideServiceFailed: { who: 'Claude' },
  busy: { retry_after_s: 10 },
  tooManyAttempts: { retry_after_s: 3_600 },
  passwordTooWeak: { min_length: 12, why: 'common' },
  apiKeyNotFound: { api_key_id: exampleId('6') },
  tooManyApiKeys: { limit: 50 },
  sessionEnded: { reason: 'reused' },
  spaceIsPersonal: { space_id: exampleId('6') },
  tooManySpaces: { limit_spaces: 50 },
  memberNotFound: { user_id: exampleId('8') },
  lastOwner: { user_id: exampleId('8') },
  invitationNotFound: { invitation_id: exampleId('9') },
  tooManyInvitations: { limit_invitations: 5 },
  proofWrong: { method: 'password' },
  sessionNotFound: { session_id: exampleId('9') },
  jobNotFound: { job_id: exampleId('1') },
  jobNotCancellable: { state: 'done' },
  jobNotRetryable: { state: 'running' },
  documentNotFound: { document_id: exampleId('2') },
  pageNotFound: { page_id: exampleId('3') },
  collectionNotFound: { collection_id: exampleId('4') },
  notDrawnYet: { page_id: exampleId('3') },
  fileTooLarge: { path: 'letters/long.pdf', limit_bytes: 5 * 1024 ** 3 },
  tooManyFiles: { limit_files: 10_000 },
  nothingToExport: { format: 'svg' },
  tooLargeToExport: { format: 'pdf' },
  quotaExceeded: {
    quota: { kind: 'pages_read', used: 30, reserved: 0, limit: 30, reset_at: '2026-02-01T00:00:00Z' },
    wanted: 1,
    plan: 'free',
  },
  planNotFound: { plan: 'gold' },
  readerNotConfigured: { engine: 'claude', missing: ['key'] },
  readingNotFound: { reading_id: exampleId('5') },
  passkeyRefused: { reason: 'unproved' },
  providerNotFound: { provider: 'google' },
  identityNotFound: { identity_id: exampleId('9') },
  passkeyNotFound: { passkey_id: exampleId('9') },
  tooManyPasskeys: { limit: 20 },
  mailNotFound: { mail_id: exampleId('6') },
  webhookNotFound: { webhook_id: exampleId('7') },
  deliveryNotFound: { delivery_id: exampleId('8') },
  tooManyWebhooks: { limit: 20 },
  webhookIsOff: { webhook_id: exampleId('7') },
  pageChanged: { version: 'a'.repeat(64) },
  handOverFirst: { spaces: [{ id: exampleId('5'), name: 'The Mays' }] },
}

test('every problem has a type of its own', () => {
  const types = named.map(({ problem }) => problem.type)
  expect(types.length).toBeGreaterThan(30)
  expect(types.filter((type, at) => types.indexOf(type) !== at)).toEqual([])
})

test('no two problems tell a person the same', () => {
  const titles = named.map(({ problem }) => problem.title)
  expect(titles.filter((title, at) => titles.indexOf(title) !== at)).toEqual([])
})

test('every problem that a route lists is exported, so that callers can name it', () => {
  const exported = new Set<unknown>(named.map(({ problem }) => problem))
  const listed = declaredRoutes.flatMap(([, route]) => [...route.problems])
  expect([...listed, ...generalProblems].filter((problem) => !exported.has(problem))).toEqual([])
})

describe.each(named)('$name', ({ name, problem }) => {
  const example = extras[name] ?? {}

  test('has a page of its own, a status of failure and words for a person', () => {
    expect(problem.type).toMatch(/^\/problems\/[a-z]+(-[a-z]+)*$/)
    expect([400, 401, 402, 403, 404, 409, 410, 413, 422, 429, 502, 503, 507]).toContain(problem.status)
    expect(problem.title).toMatch(/^[A-Z].*[^.]$/)
  })

  test('travels as JSON and is understood by who gets it', () => {
    const thrown = problem(example, { detail: 'it was the third time' })
    const wire: unknown = JSON.parse(JSON.stringify({ ...thrown.body, instance: exampleId('f') }))
    expect(problem.schema.parse(wire)).toEqual({
      type: problem.type,
      status: problem.status,
      title: problem.title,
      detail: 'it was the third time',
      instance: exampleId('f'),
      ...example,
    })
  })

  test('is never taken for another one', () => {
    const wire = problem(example).body
    const takers = named.filter((other) => other.problem.schema.safeParse(wire).success).map((other) => other.name)
    expect(takers).toEqual([name])
  })

  test('is not understood without what it has to tell', () => {
    const wire = problem(example).body
    for (const field of ['type', 'status', 'title', ...Object.keys(example)]) {
      const { [field]: _left, ...rest } = wire
      expect([field, problem.schema.safeParse(rest).success]).toEqual([field, false])
    }
    expect(problem.schema.safeParse({ ...wire, status: 418 }).success).toBe(false)
  })
})

describe('a problem that is thrown', () => {
  test('is an error whose message is what a person reads', () => {
    expect(notFound({ what: 'cat' })).toBeInstanceOf(Error)
    expect(notFound({ what: 'cat' }).message).toBe('There is no such thing here')
    expect(notFound({ what: 'cat' }, { detail: 'The cat went out.' }).message).toBe('The cat went out.')
  })

  test('tells the caller what happened and keeps its cause to itself', () => {
    const thrown = notFound({ what: 'cat' }, { cause: new Error('select password from users') })
    expect(thrown.cause).toBeInstanceOf(Error)
    expect(JSON.stringify(thrown.body)).not.toContain('password')
  })

  test('knows when to try again, beside what it says', () => {
    const thrown = tooManyRequests({ retry_after_s: 7 }, { retryAfterS: 7 })
    expect(thrown.retryAfterS).toBe(7)
    expect(Object.keys(thrown.body)).not.toContain('retryAfterS')
    expect(notFound({ what: 'cat' }).retryAfterS).toBeUndefined()
  })

  test('keeps its own type, status and title whatever its extras are called', () => {
    const made = defineProblem({ type: '/problems/x', status: 400, title: 'X', extras: { what: z.string() } })
    fc.assert(
      fc.property(fc.string(), (what) => {
        const { body } = made({ what })
        expect(made.schema.parse(JSON.parse(JSON.stringify(body)))).toEqual({ ...body })
        expect(body).toMatchObject({ type: '/problems/x', status: 400, title: 'X' })
      }),
    )
  })

  test('has no detail at all rather than an empty one', () => {
    expect(Object.keys(notFound({ what: 'cat' }).body)).not.toContain('detail')
  })

  test('is told from other errors by its class', () => {
    expect(new Problem({ type: '/problems/x', status: 400, title: 'X' }).name).toBe('Problem')
  })
})

test('who calls a route can switch on exactly the problems it lists', () => {
  expectTypeOf<ProblemOf<typeof refreshTokens>['type']>().toEqualTypeOf<'/problems/session-ended'>()
  const bodies = refreshTokens.problems.map((problem) => problem({ reason: 'expired' }).body)
  expect(bodies.map(({ status }) => status)).toEqual([401])
})
