import { REALTIME_PING_MS, REALTIME_PROTOCOL, realtimeClose, userId as userIdSchema } from '@kinfolio/contracts'
import type { RealtimeFromServer } from '@kinfolio/contracts'
import { beforeEach, expect, test } from 'vitest'
import { uuid } from '../made.testing.ts'
import { ACK_EVERY_MS, Link, SILENCE_MAX_MS } from './link.ts'
import type { LinkState } from './link.ts'

type Wire = {
  sent: unknown[]
  open: () => Promise<void>
  say: (message: unknown) => void
  close: (code: number) => void
}
type Timer = { atMs: number; run: () => void; isOff: boolean }

let wires: Wire[]
let timers: Timer[]
let nowMs: number
let token: string | null
let refused: string[]
let states: LinkState[]
let heard: RealtimeFromServer[]
let link: Link

/** Lets promises that are settled run on. */
const settle = () => new Promise<void>((resolve) => setImmediate(resolve))

async function pass(ms: number): Promise<void> {
  const endMs = nowMs + ms
  for (;;) {
    const next = timers.filter(({ isOff, atMs }) => !isOff && atMs <= endMs).sort((a, b) => a.atMs - b.atMs)[0]
    if (next === undefined) break
    nowMs = next.atMs
    next.isOff = true
    next.run()
    await settle()
  }
  nowMs = endMs
}

beforeEach(() => {
  wires = []
  timers = []
  nowMs = 0
  token = 'token 1'
  refused = []
  states = []
  heard = []
  link = new Link({
    open({ onOpen, onMessage, onClose }) {
      const sent: unknown[] = []
      wires.push({
        sent,
        async open() {
          onOpen()
          await settle()
        },
        say: (message) => onMessage(JSON.stringify(message)),
        close: onClose,
      })
      return { send: (text) => sent.push(JSON.parse(text)), close: () => undefined }
    },
    token: async () => token,
    tokenRefused: (old) => refused.push(old),
    later(run, delayMs) {
      const timer = { atMs: nowMs + delayMs, run, isOff: false }
      timers.push(timer)
      return () => (timer.isOff = true)
    },
    random: () => 0,
    onMessage: (message) => heard.push(message),
    onState: (state) => states.push(state),
  })
})

const userId = userIdSchema.parse(uuid(1))
const welcome = (seq: number) => ({ type: 'welcome', protocol: REALTIME_PROTOCOL, user_id: userId, seq })
const event = (seq: number) => ({ type: 'event', seq, kind: 'job.changed', ids: {}, at: '2026-01-01T00:00:00Z' })
const wire = (index: number): Wire => {
  const found = wires[index]
  if (found === undefined) throw new Error(`no line ${index} was opened`)
  return found
}

async function goLive(seq: number): Promise<Wire> {
  link.start()
  await wire(0).open()
  wire(0).say(welcome(seq))
  return wire(0)
}

test('the first message says who is there, and the welcome makes the line live', async () => {
  const line = await goLive(40)
  expect(line.sent).toEqual([{ type: 'hello', protocol: REALTIME_PROTOCOL, token: 'token 1' }])
  expect(states).toEqual(['connecting', 'live'])
})

test('after a break the line asks for what it missed, and is behind until that was sent again', async () => {
  const line = await goLive(40)
  line.say(event(41))
  line.close(1006)
  expect(states.at(-1)).toBe('waiting')
  await pass(1_000)
  await wire(1).open()
  expect(wire(1).sent[0]).toMatchObject({ type: 'hello', since: 41 })
  wire(1).say(welcome(43))
  expect(states.at(-1)).toBe('catching-up')
  wire(1).say(event(42))
  wire(1).say(event(43))
  wire(1).say({ type: 'replayed', seq: 43 })
  expect(states.at(-1)).toBe('live')
})

test('an event that comes twice counts once', async () => {
  const line = await goLive(40)
  for (const seq of [41, 41, 40, 42]) line.say(event(seq))
  expect(heard.flatMap((message) => (message.type === 'event' ? [message.seq] : []))).toEqual([41, 42])
})

test('acks are gathered and name the highest number', async () => {
  const line = await goLive(0)
  for (const seq of [1, 2, 3]) line.say(event(seq))
  await pass(ACK_EVERY_MS)
  expect(line.sent.slice(1)).toEqual([{ type: 'ack', seq: 3 }])
  await pass(ACK_EVERY_MS * 3)
  expect(line.sent).toHaveLength(2)
})

test('a resync moves the cursor, so that the next break asks from there', async () => {
  const line = await goLive(5)
  line.say({ type: 'resync', seq: 900 })
  expect(heard.at(-1)).toEqual({ type: 'resync', seq: 900 })
  line.close(1006)
  await pass(1_000)
  await wire(1).open()
  expect(wire(1).sent[0]).toMatchObject({ since: 900 })
})

test('a fresh token is handed over with a ping, before the old one ends', async () => {
  const line = await goLive(0)
  token = 'token 2'
  await pass(REALTIME_PING_MS)
  expect(line.sent.slice(1)).toEqual([{ type: 'ping' }, { type: 'token', token: 'token 2' }])
})

test('a line that is silent is given up and opened anew', async () => {
  await goLive(0)
  await pass(SILENCE_MAX_MS + 1_000)
  expect(states).toContain('waiting')
  expect(wires.length).toBeGreaterThan(1)
})

test('tries are further and further apart', async () => {
  link.start()
  const gaps: number[] = []
  for (let index = 0; index < 4; index++) {
    const fromMs = nowMs
    wire(index).close(1006)
    while (wires.length === index + 1) await pass(50)
    gaps.push(nowMs - fromMs)
  }
  expect(gaps).toEqual([250, 500, 1_000, 2_000])
})

test('a refused sign-in exchanges the token before the next try', async () => {
  const line = await goLive(0)
  line.close(realtimeClose.signInRequired)
  expect(refused).toEqual(['token 1'])
  expect(states.at(-1)).toBe('waiting')
})

test('a protocol the server no longer speaks needs a newer page, not another try', async () => {
  const line = await goLive(0)
  line.close(realtimeClose.protocolUnknown)
  await pass(120_000)
  expect(states.at(-1)).toBe('outdated')
  expect(wires).toHaveLength(1)
})

test('a stopped line stays stopped, and what its old socket says is not heard', async () => {
  const line = await goLive(0)
  link.stop()
  line.say(event(1))
  line.close(1006)
  await pass(120_000)
  expect(heard.map(({ type }) => type)).toEqual(['welcome'])
  expect(wires).toHaveLength(1)
})

test('messages of a form we do not know are left aside', async () => {
  const line = await goLive(0)
  line.say({ type: 'weather', sky: 'blue' })
  line.say(event(1))
  expect(heard.map(({ type }) => type)).toEqual(['welcome', 'event'])
})
