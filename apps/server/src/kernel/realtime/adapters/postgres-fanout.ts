import pg from 'pg'
import { v7 } from 'uuid'
import type { Log } from '../../log.ts'
import type { Fanout } from '../fanout.port.ts'
import { FANOUT_BATCH_MS, FANOUT_RECONNECT_MS, NOTIFY_BYTES_MAX } from '../limits.ts'
import { type Outgoing, packed, understood } from './fanout-payload.ts'
import { createLocalFanout } from './local-fanout.ts'

const CHANNEL = 'kinfolio_fanout'

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
      for (const message of understood(payload, me)) local.publish(message)
    },
    cameBack: () => local.publish({ kind: 'missed' }),
  })
  const flush = (): void => {
    timer = undefined
    const payloads = packed({ from: me, messages: waiting, bytesMax: NOTIFY_BYTES_MAX })
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
