import {
  REALTIME_PATH,
  REALTIME_PROTOCOL,
  type RealtimeFromClient,
  type RealtimeFromServer,
  realtimeFromServer,
  type SessionId,
  type SpaceId,
  type UserId,
} from '@kinfolio/contracts'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { WebSocket } from 'ws'
import { openTestDatabase, type TestDatabase } from '../../../test/database.ts'
import { createPersonLog, type PersonLog } from '../events/index.ts'
import { quiet } from '../jobs/jobs.fixture.ts'
import { createRealtime, type FanoutOptions, openFanout, type Realtime, type RealtimeDeps } from './index.ts'

/** One server process of a house: its own sockets, and a way to reach the other processes. */
export type Process = AsyncDisposable & { realtime: Realtime; personLog: PersonLog; url: string }

type Speaker = NonNullable<Awaited<ReturnType<RealtimeDeps['authenticate']>>>

/** Tokens of tests say who they belong to: `<user id>`, `<user id> <milliseconds it lasts>` or also `<session id>`. */
async function authenticate(token: string): Promise<Speaker | undefined> {
  const [id, lastsMs = '60000', session = id] = token.split(' ')
  if (id === undefined || !/^[0-9a-f-]{36}$/.test(id)) return Promise.resolve(undefined)
  const expiresAt = new Date(Date.now() + Number(lastsMs))
  return Promise.resolve({ userId: id as UserId, sessionId: session as SessionId, expiresAt })
}
const isSessionOpen = async (): Promise<boolean> => Promise.resolve(true)

export async function openProcess(
  test: Pick<TestDatabase, 'database' | 'directUrl'>,
  options: Partial<RealtimeDeps> & { bus?: FanoutOptions } = {},
): Promise<Process> {
  const fanout = await openFanout(options.bus ?? { kind: 'local' })
  const realtime = createRealtime({
    authenticate,
    isSessionOpen,
    log: quiet,
    ...options,
    database: test.database,
    fanout,
  })
  const server = createServer()
  realtime.attach(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new TypeError('a listening server has a port')
  return {
    realtime,
    personLog: createPersonLog({ wake: realtime.wake }),
    url: `ws://127.0.0.1:${address.port}${REALTIME_PATH}`,
    [Symbol.asyncDispose]: async () => {
      await realtime.stop()
      await fanout[Symbol.asyncDispose]()
      server.closeAllConnections()
      server.close()
    },
  }
}

/** A house with one process, for tests that need no more. */
export async function openHouse(
  options: Partial<RealtimeDeps> = {},
): Promise<AsyncDisposable & TestDatabase & Process> {
  const test = await openTestDatabase()
  const one = await openProcess(test, options)
  return {
    ...test,
    ...one,
    [Symbol.asyncDispose]: async () => {
      await one[Symbol.asyncDispose]()
      await test[Symbol.asyncDispose]()
    },
  }
}

export type Client = Disposable & {
  socket: WebSocket
  messages: RealtimeFromServer[]
  events(): number[]
  say(message: RealtimeFromClient): void
  /** The first message that fits, also one that came before. */
  heard<Type extends RealtimeFromServer['type']>(type: Type): Promise<Extract<RealtimeFromServer, { type: Type }>>
  closed: Promise<number>
}

export async function connect(url: string): Promise<Client> {
  const socket = new WebSocket(url, { perMessageDeflate: false })
  const messages: RealtimeFromServer[] = []
  socket.on('message', (raw) =>
    messages.push(realtimeFromServer.parse(JSON.parse(Buffer.isBuffer(raw) ? raw.toString('utf8') : ''))),
  )
  socket.on('error', () => undefined)
  const closed = new Promise<number>((resolve) => socket.on('close', resolve))
  await Promise.race([once(socket, 'open'), closed])
  return {
    socket,
    messages,
    closed,
    events: () => messages.flatMap((message) => (message.type === 'event' ? [message.seq] : [])),
    say: (message) => socket.send(JSON.stringify(message)),
    async heard(type) {
      for (const end = Date.now() + 10_000; Date.now() < end; await sleep(2)) {
        const found = messages.find((message) => message.type === type)
        if (found !== undefined) return found as Extract<RealtimeFromServer, { type: typeof type }>
      }
      throw new Error(`never heard ${type}, only ${JSON.stringify(messages.slice(-3))}`)
    },
    [Symbol.dispose]: () => socket.terminate(),
  }
}

/** Waits until the client has heard of everything up to `last`. */
export async function hasHeard(client: Client, last: number): Promise<void> {
  for (const end = Date.now() + 20_000; client.events().at(-1) !== last; await sleep(5)) {
    if (Date.now() > end) throw new Error(`heard up to ${client.events().at(-1)}, not ${last}`)
  }
}

type Greeting = {
  token: string
  since?: number
  device_id?: Extract<RealtimeFromClient, { type: 'hello' }>['device_id']
}

/** Connects and says hello. */
export async function greeted(url: string, { token, since, device_id }: Greeting): Promise<Client> {
  const client = await connect(url)
  const optional = { ...(since === undefined ? {} : { since }), ...(device_id === undefined ? {} : { device_id }) }
  client.say({ type: 'hello', protocol: REALTIME_PROTOCOL, token, ...optional })
  await Promise.race([client.heard('welcome'), client.closed])
  return client
}

/** One event in the logs of the space's members, as a use case would write it. */
export async function happen(
  house: Pick<TestDatabase, 'database'> & Pick<Process, 'personLog'>,
  about: { userId: UserId; spaceId: SpaceId; beforeCommitMs?: number },
): Promise<void> {
  const { userId, spaceId, beforeCommitMs = 0 } = about
  await house.database.write({ kind: 'person', userId, spaceId }, async (tx) => {
    await house.personLog.append(tx, { spaceId, events: [{ kind: 'document.changed', ids: { space_id: spaceId } }] })
    if (beforeCommitMs > 0) await sleep(beforeCommitMs)
  })
}
