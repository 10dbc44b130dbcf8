import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { exampleId } from './declared.fixture.ts'
import * as realtime from './realtime.ts'
import { eventIds, eventKind, realtimeFromClient, realtimeFromServer } from './realtime.ts'

/** One line per version that was ever served: what its messages look like, as a hash over their JSON schemas. */
const PROTOCOLS: Record<number, string> = {
  1: 'd71e5701f60a3529',
}

test('messages that changed have a new protocol number', () => {
  const schemas = [realtimeFromClient, realtimeFromServer].map((schema) => z.toJSONSchema(schema, { io: 'input' }))
  // How the library spells a UUID or a time is its own business: the format beside it says what travels.
  const meaning = JSON.stringify(schemas, (name, value: unknown) =>
    name === 'pattern' || name === '$schema' ? undefined : value,
  )
  const hash = createHash('sha256').update(meaning).digest('hex').slice(0, 16)
  // When this fails: raise REALTIME_PROTOCOL and add a line to PROTOCOLS; raise REALTIME_PROTOCOL_OLDEST too when
  // older clients cannot understand the new messages.
  expect({ [realtime.REALTIME_PROTOCOL]: hash }).toEqual({
    [realtime.REALTIME_PROTOCOL]: PROTOCOLS[realtime.REALTIME_PROTOCOL],
  })
})

test('a server speaks the newest protocol and every one since the oldest it serves', () => {
  const versions = Object.keys(PROTOCOLS).map(Number)
  expect(Math.max(...versions)).toBe(realtime.REALTIME_PROTOCOL)
  expect(realtime.REALTIME_PROTOCOL_OLDEST).toBeGreaterThanOrEqual(1)
  expect(realtime.REALTIME_PROTOCOL_OLDEST).toBeLessThanOrEqual(realtime.REALTIME_PROTOCOL)
})

test('a client can tell by its number alone why a socket was closed', () => {
  const { serverStops, ...ours } = realtime.realtimeClose
  expect(serverStops).toBe(1001)
  // RFC 6455: 4000 to 4999 are an application's own.
  for (const code of Object.values(ours)) expect(code).toBeGreaterThanOrEqual(4000)
  for (const code of Object.values(ours)) expect(code).toBeLessThan(5000)
  expect(new Set(Object.values(ours)).size).toBe(Object.keys(ours).length)
})

const token = 'a.b.c'
const hello = { type: 'hello', protocol: 1, token }

describe('a client says', () => {
  test.each<[string, object]>([
    ['hello for the first time', hello],
    ['hello after an absence', { ...hello, since: 41, device_id: exampleId('d') }],
    ['hello from before everything', { ...hello, since: 0 }],
    ['what it has seen', { type: 'ack', seq: 12 }],
    ['that its token is new', { type: 'token', token }],
    ['that it is there', { type: 'ping' }],
  ])('%s', (_what, message) => {
    expect(realtimeFromClient.parse(JSON.parse(JSON.stringify(message)))).toEqual(message)
  })

  test.each<[string, unknown]>([
    ['without a type', { protocol: 1, token }],
    ['of no known type', { type: 'shout' }],
    ['of the server’s own kind', { type: 'welcome', protocol: 1, user_id: exampleId('a'), seq: 0 }],
    ['hello without a token', { type: 'hello', protocol: 1 }],
    ['hello without a protocol', { type: 'hello', token }],
    ['hello with half a protocol', { ...hello, protocol: 1.5 }],
    ['hello with the protocol as text', { ...hello, protocol: '1' }],
    ['a token longer than any of ours', { type: 'token', token: 'x'.repeat(4_097) }],
    ['a place before the beginning', { ...hello, since: -1 }],
    ['a place that JSON cannot count to', { type: 'ack', seq: 2 ** 53 }],
    ['a place that is no number', { type: 'ack', seq: 'last' }],
    ['a device that is no id', { ...hello, device_id: 'phone' }],
    ['a list', [hello]],
    ['text', 'hello'],
    ['nothing', null],
  ])('nothing by %s', (_what, message) => {
    expect(realtimeFromClient.safeParse(message).success).toBe(false)
  })

  test('the longest token that is taken', () => {
    expect(realtimeFromClient.safeParse({ ...hello, token: 'x'.repeat(4_096) }).success).toBe(true)
    expect(JSON.stringify({ ...hello, token: 'x'.repeat(4_096) }).length).toBeLessThan(
      realtime.REALTIME_MESSAGE_BYTES_MAX,
    )
  })
})

const event = {
  type: 'event',
  seq: 7,
  kind: 'page.read',
  ids: { space_id: exampleId('5'), page_id: exampleId('6') },
  at: '2026-01-31T12:00:00.000Z',
}

describe('a server says', () => {
  const job = {
    id: exampleId('1'),
    space_id: exampleId('5'),
    kind: 'recognition.read-pages',
    state: 'running',
    parent_id: null,
    document_id: exampleId('2'),
    page_id: null,
    title: 'Reading Notes',
    progress: { done: 3, total: 12, unit: 'pages' },
    attempts: 1,
    max_attempts: 5,
    error: null,
    next_attempt_at: null,
    created_at: '2026-01-31T12:00:00.000Z',
    updated_at: '2026-01-31T12:00:01.000Z',
    finished_at: null,
  }

  test.each<[string, object]>([
    ['welcome', { type: 'welcome', protocol: 1, user_id: exampleId('a'), seq: 0 }],
    ['what happened', event],
    ['that all was said again', { type: 'replayed', seq: 7 }],
    ['that too much was missed', { type: 'resync', seq: 900 }],
    ['how far a job is', { type: 'progress', job }],
    ['that it hears', { type: 'pong' }],
  ])('%s', (_what, message) => {
    expect(realtimeFromServer.parse(JSON.parse(JSON.stringify(message)))).toEqual(message)
  })

  test.each<[string, unknown]>([
    ['an event of no known kind', { ...event, kind: 'page.eaten' }],
    ['an event without its number', { ...event, seq: undefined }],
    ['an event at no time', { ...event, at: 'yesterday' }],
    ['an event in a local time', { ...event, at: '2026-01-31T12:00:00+01:00' }],
    ['an event about a thing that is no id', { ...event, ids: { page_id: 'p1' } }],
    ['a welcome to nobody', { type: 'welcome', protocol: 1, seq: 0 }],
    ['a job in a state that none has', { type: 'progress', job: { ...job, state: 'paused' } }],
    ['progress in unknown units', { type: 'progress', job: { ...job, progress: { ...job.progress, unit: 'miles' } } }],
  ])('never %s', (_what, message) => {
    expect(realtimeFromServer.safeParse(message).success).toBe(false)
  })

  test('ids and nothing else of what happened: content has to be fetched', () => {
    const said = realtimeFromServer.parse({ ...event, ids: { ...event.ids, title: 'Diary' }, text: 'Dear diary' })
    expect(JSON.stringify(said)).not.toMatch(/diary/i)
    for (const [name, schema] of Object.entries(eventIds.shape)) {
      expect([name, schema.safeParse(exampleId('1')).success, schema.safeParse('content').success]).toEqual([
        name,
        true,
        false,
      ])
    }
  })

  test('of every event what it is about, and that it is over', () => {
    for (const kind of eventKind.options) expect(kind).toMatch(/^[a-z]+\.(created|changed|removed|drawn|read)$/)
  })
})

test('a peer is missed before it is gone for long, and greeted before it is forgotten', () => {
  expect(realtime.REALTIME_PING_MS).toBeLessThan(30_000)
  expect(realtime.REALTIME_HELLO_TIMEOUT_MS).toBeGreaterThanOrEqual(5_000)
  expect(realtime.REALTIME_MESSAGES_PER_SECOND_MAX).toBeGreaterThan(10)
  expect(realtime.REALTIME_PATH).toMatch(/^\/api\/[a-z]+$/)
})
