import { setTimeout as sleep } from 'node:timers/promises'
import { createClient } from '@redis/client'
import { v7 } from 'uuid'
import type { Log } from '../../log.ts'
import type { Fanout } from '../fanout.port.ts'
import { FANOUT_BATCH_MS, FANOUT_RECONNECT_MS, REDIS_CONNECT_TIMEOUT_MS, REDIS_MESSAGE_BYTES_MAX } from '../limits.ts'
import { type Outgoing, packed, understood } from './fanout-payload.ts'
import { createLocalFanout } from './local-fanout.ts'

const CHANNEL = 'kinfolio_fanout'

/**
 * By Redis pub/sub. While Redis is away, what is said goes by `otherwise` to whoever hears there, and since others may be
 * cut off alone, listeners are told every second that they may have missed something: they look into the tables.
 */
export async function openRedisFanout(options: { url: string; otherwise: Fanout; log: Log }): Promise<Fanout> {
  const { otherwise, log } = options
  const local = createLocalFanout()
  const me = v7()
  const speaker = newClient(options)
  const listener = newClient(options)
  let isAway = false
  let isSubscribed = false
  let away: NodeJS.Timeout | undefined
  let waiting: Outgoing[] = []
  let timer: NodeJS.Timeout | undefined

  const goAway = (): void => {
    if (isAway) return
    isAway = true
    log.warn({}, 'Redis is away; processes reach each other through PostgreSQL until it is back')
    away = setInterval(() => local.publish({ kind: 'missed' }), FANOUT_RECONNECT_MS).unref()
  }
  const comeBack = (): void => {
    if (!isAway || !isSubscribed || !speaker.isReady || !listener.isReady) return
    isAway = false
    clearInterval(away)
    log.info({}, 'Redis is back')
    local.publish({ kind: 'missed' })
  }
  for (const client of [speaker, listener]) {
    client.on('error', goAway)
    client.on('ready', comeBack)
  }
  const hearOthers = otherwise.subscribe((message) => local.publish(message))
  const hear = (payload: string): void => {
    try {
      for (const message of understood(payload, me)) local.publish(message)
    } catch (error) {
      // Another version may say what this one does not know; its events are in the table all the same.
      log.warn({ err: error }, 'another process was not understood')
    }
  }
  const connected = Promise.all([speaker.connect(), listener.connect()]).then(async () => {
    await listener.subscribe(CHANNEL, hear)
    isSubscribed = true
    comeBack()
  })
  if (!(await isDoneInTime(connected))) goAway()
  const flush = (): void => {
    timer = undefined
    const payloads = packed({ from: me, messages: waiting, bytesMax: REDIS_MESSAGE_BYTES_MAX })
    waiting = []
    for (const payload of payloads) speaker.publish(CHANNEL, payload).catch(goAway)
  }
  return {
    publish(message) {
      if (isAway) {
        otherwise.publish(message)
        return
      }
      local.publish(message)
      if (message.kind === 'missed') return
      waiting.push(message)
      timer ??= setTimeout(flush, FANOUT_BATCH_MS)
    },
    subscribe: (hear) => local.subscribe(hear),
    async [Symbol.asyncDispose]() {
      clearTimeout(timer)
      clearInterval(away)
      hearOthers()
      for (const client of [speaker, listener]) if (client.isOpen) client.destroy()
      await local[Symbol.asyncDispose]()
      await otherwise[Symbol.asyncDispose]()
    },
  }
}

function newClient({ url }: { url: string }) {
  return createClient({
    url,
    // What cannot be said now is lost, as a fan-out may; a queue would say it late.
    disableOfflineQueue: true,
    socket: { connectTimeout: REDIS_CONNECT_TIMEOUT_MS, reconnectStrategy: () => FANOUT_RECONNECT_MS },
  })
}

/** A Redis that is not there at the start is waited for beside the work: the house opens all the same. */
async function isDoneInTime(work: Promise<void>): Promise<boolean> {
  const isDone = work.then(
    () => true,
    () => false,
  )
  return Promise.race([isDone, sleep(REDIS_CONNECT_TIMEOUT_MS, false, { ref: false })])
}
