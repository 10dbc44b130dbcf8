import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import {
  REALTIME_PROTOCOL,
  REALTIME_PROTOCOL_OLDEST,
  realtimeClose,
  realtimeFromClient,
  realtimeFromServer,
} from './realtime.ts'

/**
 * What each version of the protocol is made of. A change of the messages fails here: raise REALTIME_PROTOCOL, add
 * the new hash, and keep the old ones, which say what agents that are out there speak.
 */
const HASHES: Record<number, string> = {
  1: '64f13f58879b8c8e',
  2: '7d1a97ab14f1f8a0',
}

function protocolHash(parts: { fromClient: z.ZodType; fromServer: z.ZodType; close: object }): string {
  const { fromClient, fromServer, close } = parts
  const said = [z.toJSONSchema(fromClient, { io: 'input' }), z.toJSONSchema(fromServer, { io: 'input' }), close]
  return createHash('sha256').update(JSON.stringify(said)).digest('hex').slice(0, 16)
}

const current = { fromClient: realtimeFromClient, fromServer: realtimeFromServer, close: realtimeClose }

describe('the realtime protocol', () => {
  test('changes only together with its number', () => {
    expect(HASHES[REALTIME_PROTOCOL]).toBe(protocolHash(current))
  })

  test('knows the hash of every version it serves', () => {
    expect(REALTIME_PROTOCOL_OLDEST).toBeLessThanOrEqual(REALTIME_PROTOCOL)
    for (let version = REALTIME_PROTOCOL_OLDEST; version <= REALTIME_PROTOCOL; version++) {
      expect(HASHES[version]).toMatch(/^[0-9a-f]{16}$/)
    }
  })

  test('has another hash for a message, a field or a close code more', () => {
    const hash = protocolHash(current)
    const shout = z.object({ type: z.literal('shout') })
    expect(protocolHash({ ...current, fromClient: z.union([realtimeFromClient, shout]) })).not.toBe(hash)
    expect(protocolHash({ ...current, fromServer: z.union([realtimeFromServer, shout]) })).not.toBe(hash)
    expect(protocolHash({ ...current, close: { ...realtimeClose, tired: 4009 } })).not.toBe(hash)
  })
})

describe('a message', () => {
  const hello = { type: 'hello', protocol: 1, token: 'x' }

  test.each([
    ['hello without a cursor', hello],
    ['hello with one', { ...hello, since: 0 }],
    ['an ack', { type: 'ack', seq: 7 }],
  ])('is taken: %s', (_what, message) => {
    expect(realtimeFromClient.safeParse(message).success).toBe(true)
  })

  test.each([
    ['a cursor below nothing', { ...hello, since: -1 }],
    ['half an event', { type: 'ack', seq: 1.5 }],
    ['a token longer than any', { ...hello, token: 'x'.repeat(4_097) }],
    ['a device that is none', { ...hello, device_id: 'phone' }],
  ])('is refused: %s', (_what, message) => {
    expect(realtimeFromClient.safeParse(message).success).toBe(false)
  })
})
