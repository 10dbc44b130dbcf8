import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  createCollection,
  REALTIME_PATH,
  REALTIME_PROTOCOL,
  sessionId,
  type SpaceId,
  spaceId,
  userId,
} from '@kinfolio/contracts'
import { accessTokens } from '@kinfolio/server/accounts'
import type pg from 'pg'
import { v7 } from 'uuid'
import { WebSocket } from 'ws'
import { type BenchServer, startBenchServer } from '../kit/bench-server.ts'
import { pssWithoutFilesMb } from '../kit/processes.ts'
import { type Row, type RowGroup, rowOf } from '../kit/row.ts'

const SOCKETS = 5_000
/** Sockets of one person: a person has a few devices, a bench cannot have 5,000 people sign in. */
const SOCKETS_EACH = 5
/** Opened before memory is first looked at: code that is compiled at its first use and the pool of connections stay. */
const WARMING_SOCKETS = 250
const OPENED_AT_ONCE = 50
const CHANGES = 60
const BROADCASTS = 8
const KB_PER_MB = 1_000
const SETTLE_MS = 10_000

/** From a change that one device makes to the other devices that hear of it. */
export const events: RowGroup = {
  name: 'events',
  async measure({ say }) {
    await using bench = await startBenchServer()
    const people = await makePeople(bench)
    say(`opening ${SOCKETS} sockets`)
    await using listeners = makeListeners(bench)
    const tokens = people.members.flatMap(({ token }) => Array.from({ length: SOCKETS_EACH }, () => token))
    await listeners.open(tokens.slice(0, WARMING_SOCKETS))
    const beforeMb = pssWithoutFilesMb(bench.server.pid)
    await listeners.open(tokens.slice(WARMING_SOCKETS))
    const [first] = people.members
    if (first === undefined) throw new Error('there is nobody to listen')
    const rows = [
      await latencyRow(bench, {
        listeners,
        who: first,
        name: 'another device',
        times: CHANGES,
        atMost: 20,
        heardBy: SOCKETS_EACH,
      }),
      await latencyRow(bench, {
        listeners,
        who: { ...first, spaceId: people.family },
        name: `all ${SOCKETS} sockets`,
        times: BROADCASTS,
        atMost: 150,
        heardBy: SOCKETS,
      }),
    ]
    // What opening them left behind is collected by now or within a moment.
    await sleep(SETTLE_MS)
    const grownMb = pssWithoutFilesMb(bench.server.pid) - beforeMb
    return [...rows, socketRow((grownMb * KB_PER_MB) / (SOCKETS - WARMING_SOCKETS))]
  },
}

function socketRow(kb: number): Row {
  return rowOf({ name: 'memory of a socket', unit: 'KB', samples: [kb], target: { of: 'median', atMost: 12 } })
}

type Member = { token: string; spaceId: SpaceId }
type People = { members: Member[]; family: SpaceId }

/** People with a space of their own and one that they all share. Their tokens are signed with the server's own key. */
async function makePeople({ server, asAdmin }: BenchServer): Promise<People> {
  const family = spaceId.parse(v7())
  const people = Array.from({ length: SOCKETS / SOCKETS_EACH }, () => ({ user: v7(), space: v7(), session: v7() }))
  await asAdmin(async (client) => insertPeople(client, { people, family }))
  const tokens = await accessTokens.open({ keysDir: `${server.dataDir}/keys`, clock: { now: () => new Date() } })
  const members: Member[] = []
  for (const { user, space, session } of people) {
    const { token } = await tokens.issue({ userId: userId.parse(user), sessionId: sessionId.parse(session) })
    members.push({ token, spaceId: spaceId.parse(space) })
  }
  return { members, family }
}

async function insertPeople(
  client: pg.Client,
  { people, family }: { people: { user: string; space: string; session: string }[]; family: string },
): Promise<void> {
  await client.query(
    `with given as (select * from jsonb_to_recordset($1::jsonb) as g ("user" uuid, space uuid, session uuid)),
       users_made as (insert into users (id, email, name) select "user", "user"::text || '@example.org', 'Bench' from given),
       spaces_made as (insert into spaces (id, kind, name) select space, 'personal', 'Bench' from given
         union all select $2::uuid, 'family', 'Bench'),
       members_made as (insert into members (space_id, user_id, role) select space, "user", 'owner' from given
         union all select $2::uuid, "user", 'member' from given)
     insert into sessions (id, user_id, user_agent, address, expires_at)
       select session, "user", 'bench', '127.0.0.1', now() + interval '1 day' from given`,
    [JSON.stringify(people), family],
  )
}

type Listeners = AsyncDisposable & {
  /** A socket for each token. */
  open(tokens: readonly string[]): Promise<void>
  /** Resolves with the moment at which each of the next `count` events arrived. */
  hear(count: number): Promise<number[]>
}

function makeListeners({ server }: BenchServer): Listeners {
  const heard: { moments: number[]; wanted: number; done: (moments: number[]) => void } = {
    moments: [],
    wanted: 0,
    done: () => undefined,
  }
  const onEvent = (): void => {
    heard.moments.push(performance.now())
    if (heard.moments.length === heard.wanted) heard.done(heard.moments)
  }
  const sockets: WebSocket[] = []
  return {
    open: async (tokens) => {
      for (let at = 0; at < tokens.length; at += OPENED_AT_ONCE) {
        const portion = tokens.slice(at, at + OPENED_AT_ONCE)
        sockets.push(...(await Promise.all(portion.map(async (token) => greet({ url: server.url, token, onEvent })))))
      }
    },
    hear: async (count) => {
      const { promise, resolve } = Promise.withResolvers<number[]>()
      Object.assign(heard, { moments: [], wanted: count, done: resolve })
      return promise
    },
    [Symbol.asyncDispose]: async () => sockets.forEach((socket) => socket.terminate()),
  }
}

/** Opens a socket and says hello; what is neither an event nor the welcome is of no interest. */
async function greet(of: { url: string; token: string; onEvent: () => void }): Promise<WebSocket> {
  const socket = new WebSocket(`${of.url.replace('http', 'ws')}${REALTIME_PATH}`, { perMessageDeflate: false })
  await once(socket, 'open')
  socket.send(JSON.stringify({ type: 'hello', protocol: REALTIME_PROTOCOL, token: of.token }))
  const { promise, resolve, reject } = Promise.withResolvers<undefined>()
  socket.once('close', (code) => reject(new Error(`a socket was closed with ${code}`)))
  socket.on('message', (message) => {
    const text = Buffer.isBuffer(message) ? message.toString('utf8') : ''
    if (text.includes('"type":"event"')) of.onEvent()
    else if (text.includes('"type":"welcome"')) resolve(undefined)
  })
  await promise
  return socket
}

type Latency = { listeners: Listeners; who: Member; name: string; times: number; atMost: number; heardBy: number }

/**
 * From the request being sent to the event being heard by everybody it concerns: more than the commit to the device,
 * since the request itself is in it.
 */
async function latencyRow({ server }: BenchServer, of: Latency): Promise<Row> {
  const samples: number[] = []
  for (let change = -3; change < of.times; change++) {
    const hearing = of.listeners.hear(of.heardBy)
    const sentMs = performance.now()
    const answer = await fetch(`${server.url}${createCollection.path}`, {
      method: createCollection.method,
      headers: {
        authorization: `Bearer ${of.who.token}`,
        'content-type': 'application/json',
        'x-kinfolio-space': of.who.spaceId,
      },
      body: JSON.stringify({ title: `Change ${change}`, parent_id: null }),
    })
    if (!answer.ok) throw new Error(`a change was answered ${answer.status}: ${await answer.text()}`)
    const moments = await hearing
    if (change >= 0) samples.push(...moments.map((moment) => moment - sentMs))
  }
  const name = `a change to ${of.name}, ${SOCKETS} sockets open`
  return rowOf({ name, unit: 'ms', samples, target: { of: 'p95', atMost: of.atMost } })
}
