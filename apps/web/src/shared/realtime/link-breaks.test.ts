import { REALTIME_PING_MS, REALTIME_PROTOCOL, realtimeClose, realtimeFromClient, userId } from '@kinfolio/contracts'
import type { RealtimeFromClient, RealtimeFromServer } from '@kinfolio/contracts'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { aJob, uuid } from '../made.testing.ts'
import { BACKOFF_MAX_MS } from './backoff.ts'
import { ACK_EVERY_MS, Link, SILENCE_MAX_MS } from './link.ts'
import type { LinkState } from './link.ts'

type Wire = {
  sent: RealtimeFromClient[]
  isClosed: boolean
  open: () => Promise<void>
  say: (message: object | string) => void
  close: (code: number) => void
}

let wires: Wire[]
let states: LinkState[]
let heard: RealtimeFromServer[]
let token: () => Promise<string | null>
let refused: string[]
let chance: number
let link: Link

beforeEach(() => {
  vi.useFakeTimers()
  wires = []
  states = []
  heard = []
  refused = []
  chance = 0
  token = async () => 'token 1'
  link = new Link({
    open({ onOpen, onMessage, onClose }) {
      const wire: Wire = {
        sent: [],
        isClosed: false,
        open: async () => (onOpen(), void (await vi.advanceTimersByTimeAsync(0))),
        say: (message) => onMessage(typeof message === 'string' ? message : JSON.stringify(message)),
        close: onClose,
      }
      wires.push(wire)
      return {
        // Whatever leaves is read by the contract: a message the server would refuse is a failed test.
        send: (text) => wire.sent.push(realtimeFromClient.parse(JSON.parse(text))),
        close: () => void (wire.isClosed = true),
      }
    },
    token: () => token(),
    tokenRefused: (old) => refused.push(old),
    later(run, delayMs) {
      const timer = setTimeout(run, delayMs)
      return () => clearTimeout(timer)
    },
    random: () => chance,
    onMessage: (message) => heard.push(message),
    onState: (state) => states.push(state),
  })
})
afterEach(() => {
  link.stop()
  vi.useRealTimers()
})

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms)
const welcome = (seq: number) => ({ type: 'welcome', protocol: REALTIME_PROTOCOL, user_id: userId.parse(uuid(1)), seq })
const event = (seq: number) => ({ type: 'event', seq, kind: 'page.read', ids: {}, at: '2026-01-01T00:00:00Z' })
const last = (): Wire => {
  const wire = wires.at(-1)
  if (wire === undefined) throw new Error('no line was opened')
  return wire
}
const kinds = (wire: Wire) => wire.sent.map(({ type }) => type)
async function goLive(seq = 0): Promise<Wire> {
  link.start()
  await last().open()
  last().say(welcome(seq))
  return last()
}

test('a line that opens after it was given up says nothing', async () => {
  link.start()
  const early = last()
  link.stop()
  await early.open()
  expect(early.sent).toEqual([])
})

test('without a person there is no greeting, and the line is tried again later', async () => {
  token = async () => null
  link.start()
  await last().open()
  expect([last().sent, states.at(-1), last().isClosed]).toEqual([[], 'waiting', true])
  token = async () => 'token 9'
  await pass(1_000)
  await last().open()
  expect(last().sent[0]).toMatchObject({ type: 'hello', token: 'token 9' })
})

test('a token that could not be had is no crash, and the line is tried again', async () => {
  token = () => Promise.reject(new Error('no route'))
  link.start()
  await last().open()
  expect(states.at(-1)).toBe('waiting')
  await pass(1_000)
  expect(wires).toHaveLength(2)
})

test('whoever is told to start while it waits does not wait any longer', async () => {
  await goLive()
  chance = 1
  for (let n = 0; n < 5; n++) {
    last().close(1006)
    link.start()
  }
  expect(wires).toHaveLength(6)
})

test('starting twice opens one line', async () => {
  link.start()
  link.start()
  await last().open()
  last().say(welcome(0))
  link.start()
  expect(wires).toHaveLength(1)
})

test('a broken line is not waited for longer than the limit, however often it failed', async () => {
  chance = 1
  link.start()
  for (let n = 0; n < 12; n++) {
    last().close(1006)
    await pass(BACKOFF_MAX_MS)
  }
  expect(wires).toHaveLength(13)
})

test('after a welcome the next break begins with a short wait again', async () => {
  link.start()
  for (let n = 0; n < 6; n++) {
    last().close(1006)
    await pass(BACKOFF_MAX_MS)
  }
  await last().open()
  last().say(welcome(0))
  const before = wires.length
  last().close(1006)
  await pass(500)
  expect(wires).toHaveLength(before + 1)
})

test('a server that stops closes every line, which then comes back', async () => {
  await goLive(3)
  last().close(realtimeClose.serverStops)
  expect([states.at(-1), refused]).toEqual(['waiting', []])
  await pass(1_000)
  await last().open()
  expect(last().sent[0]).toMatchObject({ since: 3 })
})

test('a server that speaks no longer our protocol is left alone, also when we come online', async () => {
  await goLive()
  last().close(realtimeClose.protocolUnknown)
  link.start()
  await pass(10 * BACKOFF_MAX_MS)
  expect([wires.length, states.at(-1)]).toEqual([1, 'outdated'])
})

test('pings go on while the line stands, and answers keep it alive', async () => {
  const line = await goLive()
  for (let n = 0; n < 6; n++) {
    await pass(REALTIME_PING_MS)
    line.say({ type: 'pong' })
  }
  expect(kinds(line).filter((type) => type === 'ping')).toHaveLength(6)
  expect(wires).toHaveLength(1)
})

test('a line that is deaf although it takes our pings is given up', async () => {
  const line = await goLive()
  await pass(SILENCE_MAX_MS - 1)
  expect(line.isClosed).toBe(false)
  await pass(1)
  expect(line.isClosed).toBe(true)
  expect(states.at(-1)).toBe('waiting')
})

test('a line that never opens is given up as well', async () => {
  link.start()
  await pass(SILENCE_MAX_MS)
  expect(states).toEqual(['connecting', 'waiting'])
})

test('a token that is still the same is not handed over again', async () => {
  const line = await goLive()
  await pass(REALTIME_PING_MS)
  expect(kinds(line)).toEqual(['hello', 'ping'])
})

test('a token that comes after the line broke is kept for the next greeting', async () => {
  const line = await goLive()
  let give: (fresh: string) => void = () => undefined
  token = () => new Promise((resolve) => (give = resolve))
  await pass(REALTIME_PING_MS)
  line.close(1006)
  give('token 2')
  token = async () => 'token 2'
  await pass(1_000)
  await last().open()
  expect(kinds(line)).toEqual(['hello', 'ping'])
  expect(last().sent[0]).toMatchObject({ token: 'token 2' })
})

test('the token that was refused is the one that was sent last', async () => {
  await goLive()
  token = async () => 'token 2'
  await pass(REALTIME_PING_MS)
  last().close(realtimeClose.signInRequired)
  expect(refused).toEqual(['token 2'])
})

test('what was not acknowledged before a break is acknowledged after it', async () => {
  const line = await goLive(10)
  line.say(event(11))
  line.close(1006)
  await pass(1_000)
  await last().open()
  last().say(welcome(12))
  last().say(event(12))
  last().say({ type: 'replayed', seq: 12 })
  await pass(ACK_EVERY_MS)
  expect(kinds(line)).toEqual(['hello'])
  expect(last().sent.at(-1)).toEqual({ type: 'ack', seq: 12 })
})

test('ten thousand events are acknowledged about once a second', async () => {
  const line = await goLive()
  for (let seq = 1; seq <= 10_000; seq++) {
    line.say(event(seq))
    if (seq % 1_000 === 0) await pass(500)
  }
  await pass(ACK_EVERY_MS)
  const acks = line.sent.flatMap((message) => (message.type === 'ack' ? [message.seq] : []))
  expect(acks.length).toBeLessThanOrEqual(6)
  expect(acks).toEqual(acks.toSorted((a, b) => a - b))
  expect(acks.at(-1)).toBe(10_000)
})

test('progress is passed on and moves no cursor', async () => {
  const line = await goLive(4)
  line.say({ type: 'progress', job: aJob(1) })
  line.say({ type: 'pong' })
  expect(heard.map(({ type }) => type)).toEqual(['welcome', 'progress', 'pong'])
  line.close(1006)
  await pass(1_000)
  await last().open()
  expect(last().sent[0]).toMatchObject({ since: 4 })
})

test('noise on the line is left aside and does not end it', async () => {
  const line = await goLive()
  for (const noise of ['', 'not json', '{', 'null', '[]', '7', '{"type":"event"}', '{"type":"welcome","seq":-1}'])
    expect(() => line.say(noise)).not.toThrow()
  line.say(event(1))
  expect(heard.map(({ type }) => type)).toEqual(['welcome', 'event'])
  expect([wires.length, states.at(-1)]).toEqual([1, 'live'])
})

test('the next person does not go on where the last one was', async () => {
  await goLive(900)
  link.stop()
  const line = await goLive(2)
  expect(line.sent[0]).not.toHaveProperty('since')
  line.say(event(3))
  expect(heard.filter(({ type }) => type === 'event')).toHaveLength(1)
})

test('a stopped line leaves no timer behind', async () => {
  const line = await goLive()
  line.say(event(1))
  link.stop()
  expect(vi.getTimerCount()).toBe(0)
  expect(line.isClosed).toBe(true)
})
