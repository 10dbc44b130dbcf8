import { realtimeFromServer, spaceId, userId } from '@kinfolio/contracts'
import pg from 'pg'
import { v7 } from 'uuid'
import { z } from 'zod'
import type { Log } from '../../log.ts'
import type { Fanout, FanoutMessage } from '../fanout.port.ts'
import { FANOUT_BATCH_MS, FANOUT_RECONNECT_MS, NOTIFY_BYTES_MAX } from '../limits.ts'
import { createLocalFanout } from './local-fanout.ts'

const CHANNEL = 'kinfolio_fanout'

const told = z.object({
  from: z.string(),
  messages: z.array(
    z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('wake'), userIds: z.array(userId) }),
      z.object({ kind: z.literal('show'), spaceId, message: realtimeFromServer }),
    ]),
  ),
})

type Outgoing = Exclude<FanoutMessage, { kind: 'missed' }>

/**
 * By NOTIFY on a connection of its own, outside every transaction: inside one it would make commits queue. Needs a
 * direct connection, since a pooler in transaction mode delivers no notifications.
 */
export async function openPostgresFanout(options: { directUrl: string; log: Log }): Promise<Fanout> {
  const { log } = options
  const local = createLocalFanout()
  const me = v7()
  let waiting: Outgoing[] = []
  let timer: NodeJS.Timeout | undefined
  const link = await openLink(options, {
    hear: (payload) => {
      const { from, messages } = told.parse(JSON.parse(payload))
      if (from !== me) for (const message of messages) local.publish(message)
    },
    cameBack: () => local.publish({ kind: 'missed' }),
  })
  const flush = (): void => {
    timer = undefined
    const payloads = packed(me, waiting)
    waiting = []
    link.tell(payloads).catch((error: unknown) => log.warn({ err: error }, 'other processes were not told'))
  }
  return {
    publish(message) {
      local.publish(message)
      if (message.kind === 'missed') return
      waiting.push(message)
      timer ??= setTimeout(flush, FANOUT_BATCH_MS)
    },
    subscribe: (listener) => local.subscribe(listener),
    async [Symbol.asyncDispose]() {
      clearTimeout(timer)
      await link.close()
      await local[Symbol.asyncDispose]()
    },
  }
}

/** As few payloads as hold everything; one message too large for any is passing by nature and left out. */
function packed(from: string, messages: readonly Outgoing[]): string[] {
  const wakes = [...new Set(messages.flatMap((message) => (message.kind === 'wake' ? message.userIds : [])))]
  const parts: string[] = wakes.map((id) => JSON.stringify({ kind: 'wake', userIds: [id] }))
  for (const message of messages) if (message.kind === 'show') parts.push(JSON.stringify(message))
  const frame = JSON.stringify({ from, messages: [] }).length
  const payloads: string[][] = []
  let room = 0
  for (const part of parts) {
    const bytes = Buffer.byteLength(part) + 1
    if (bytes + frame > NOTIFY_BYTES_MAX) continue
    if (bytes > room) {
      payloads.push([])
      room = NOTIFY_BYTES_MAX - frame
    }
    payloads.at(-1)?.push(part)
    room -= bytes
  }
  return payloads.map((some) => `{"from":${JSON.stringify(from)},"messages":[${some.join(',')}]}`)
}

type Link = { tell(payloads: readonly string[]): Promise<void>; close(): Promise<void> }
type Ears = { hear: (payload: string) => void; cameBack: () => void }

/** One listening connection that comes back by itself after it was lost. */
async function openLink(options: { directUrl: string; log: Log }, ears: Ears): Promise<Link> {
  const { log } = options
  let isClosed = false
  let client: pg.Client | undefined
  let timer: NodeJS.Timeout | undefined
  // One statement after the other: a connection takes no two at once.
  let telling: Promise<void> = Promise.resolve()

  const connect = async (): Promise<void> => {
    const next = new pg.Client({
      connectionString: options.directUrl,
      application_name: 'kinfolio-fanout',
      keepAlive: true,
    })
    next.on('error', (error) => log.warn({ err: error }, 'the connection to other processes failed'))
    next.on('end', () => {
      client = undefined
      if (!isClosed) comeBackLater()
    })
    next.on('notification', ({ payload }) => {
      try {
        ears.hear(payload ?? '')
      } catch (error) {
        // Another version may say what this one does not know; its events are in the table all the same.
        log.warn({ err: error }, 'another process was not understood')
      }
    })
    await next.connect()
    await next.query(`listen ${CHANNEL}`)
    client = next
  }
  const comeBackLater = (): void => {
    timer = setTimeout(() => {
      connect()
        .then(ears.cameBack)
        .catch((error: unknown) => {
          log.warn({ err: error }, 'other processes cannot be reached')
          comeBackLater()
        })
    }, FANOUT_RECONNECT_MS)
    timer.unref()
  }
  await connect()
  return {
    async tell(payloads) {
      // Without a connection it is lost, as a fan-out may; whoever was cut off looks into the table afterwards.
      if (payloads.length === 0) return
      const calls = 'select pg_notify($1, payload) from unnest($2::text[]) payload'
      telling = telling.catch(() => undefined).then(async () => void (await client?.query(calls, [CHANNEL, payloads])))
      await telling
    },
    async close() {
      isClosed = true
      clearTimeout(timer)
      await client?.end()
    },
  }
}
