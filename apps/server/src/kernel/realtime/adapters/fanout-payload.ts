import { realtimeFromServer, spaceId, userId } from '@kinfolio/contracts'
import { z } from 'zod'
import type { FanoutMessage } from '../fanout.port.ts'

const told = z.object({
  from: z.string(),
  messages: z.array(
    z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('wake'), userIds: z.array(userId) }),
      z.object({ kind: z.literal('show'), spaceId, message: realtimeFromServer }),
    ]),
  ),
})

export type Outgoing = Exclude<FanoutMessage, { kind: 'missed' }>

/** What another process says. What came from oneself is heard already. */
export function understood(payload: string, me: string): Outgoing[] {
  const { from, messages } = told.parse(JSON.parse(payload))
  return from === me ? [] : messages
}

/** As few payloads as hold everything; one message too large for any is passing by nature and left out. */
export function packed(at: { from: string; messages: readonly Outgoing[]; bytesMax: number }): string[] {
  const { from, messages, bytesMax } = at
  const wakes = [...new Set(messages.flatMap((message) => (message.kind === 'wake' ? message.userIds : [])))]
  const parts: string[] = wakes.map((id) => JSON.stringify({ kind: 'wake', userIds: [id] }))
  for (const message of messages) if (message.kind === 'show') parts.push(JSON.stringify(message))
  const frame = JSON.stringify({ from, messages: [] }).length
  const payloads: string[][] = []
  let room = 0
  for (const part of parts) {
    const bytes = Buffer.byteLength(part) + 1
    if (bytes + frame > bytesMax) continue
    if (bytes > room) {
      payloads.push([])
      room = bytesMax - frame
    }
    payloads.at(-1)?.push(part)
    room -= bytes
  }
  return payloads.map((some) => `{"from":${JSON.stringify(from)},"messages":[${some.join(',')}]}`)
}
