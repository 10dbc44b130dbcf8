import { REALTIME_PING_MS, REALTIME_PROTOCOL, realtimeClose, realtimeFromServer } from '@kinfolio/contracts'
import type { RealtimeFromClient, RealtimeFromServer } from '@kinfolio/contracts'
import { backoffMs } from './backoff.ts'

/** Acks are gathered: the server only needs to know the highest number now and then. */
export const ACK_EVERY_MS = 1_000
/** Silence for this long, pings included, means that the line is dead. */
export const SILENCE_MAX_MS = REALTIME_PING_MS * 2.5

/** `outdated`: the server speaks a newer protocol, so the page has to be loaded again. */
export type LinkState = 'connecting' | 'catching-up' | 'live' | 'waiting' | 'outdated' | 'stopped'

export type LinkSocket = { send: (text: string) => void; close: () => void }
type SocketEvents = { onOpen: () => void; onMessage: (text: string) => void; onClose: (code: number) => void }

export type LinkDeps = {
  open: (events: SocketEvents) => LinkSocket
  /** A valid access token; null when nobody is signed in. */
  token: () => Promise<string | null>
  tokenRefused: (token: string) => void
  later: (run: () => void, delayMs: number) => () => void
  random: () => number
  onMessage: (message: RealtimeFromServer) => void
  onState: (state: LinkState) => void
}

/** Keeps one line to the server open: hello, replay, live, acks, pings, and again after a break. */
export class Link {
  #deps: LinkDeps
  #socket: LinkSocket | null = null
  #state: LinkState = 'stopped'
  #seq: number | undefined
  #ackedSeq = 0
  #sentToken = ''
  #failures = 0
  #timers = new Map<'retry' | 'ping' | 'silence' | 'ack', () => void>()

  constructor(deps: LinkDeps) {
    this.#deps = deps
  }

  start(): void {
    if (this.#state === 'stopped' || this.#state === 'waiting') this.#connect()
  }

  /** Another person may sign in next, whose log is another one: the cursor is forgotten. */
  stop(): void {
    this.#become('stopped')
    this.#seq = undefined
    this.#ackedSeq = 0
    this.#failures = 0
    this.#hangUp()
  }

  #become(state: LinkState): void {
    this.#state = state
    this.#deps.onState(state)
  }

  #connect(): void {
    this.#hangUp()
    this.#become('connecting')
    const socket: LinkSocket = this.#deps.open({
      onOpen: () => void this.#hello(socket),
      onMessage: (text) => (socket === this.#socket ? this.#hear(text) : undefined),
      onClose: (code) => (socket === this.#socket ? this.#closed(code) : undefined),
    })
    this.#socket = socket
    this.#awaitSign()
  }

  #hangUp(): void {
    for (const cancel of this.#timers.values()) cancel()
    this.#timers.clear()
    const socket = this.#socket
    this.#socket = null
    socket?.close()
  }

  #after(name: 'retry' | 'ping' | 'silence' | 'ack', delayMs: number, run: () => void): void {
    this.#timers.get(name)?.()
    this.#timers.set(name, this.#deps.later(run, delayMs))
  }

  #awaitSign(): void {
    this.#after('silence', SILENCE_MAX_MS, () => this.#closed(0))
  }

  #send(message: RealtimeFromClient): void {
    this.#socket?.send(JSON.stringify(message))
  }

  /** Null when the token could not be had; the line is then tried again later. */
  async #freshToken(): Promise<string | null> {
    try {
      return await this.#deps.token()
    } catch (cause) {
      if (cause instanceof Error) return null
      throw cause
    }
  }

  async #hello(socket: LinkSocket): Promise<void> {
    const token = await this.#freshToken()
    if (socket !== this.#socket) return
    if (token === null) return this.#closed(0)
    this.#sentToken = token
    const since = this.#seq === undefined ? {} : { since: this.#seq }
    this.#send({ type: 'hello', protocol: REALTIME_PROTOCOL, token, ...since })
    this.#schedulePing(socket)
  }

  /** A ping is also the moment to hand over a fresh token before the old one ends. */
  #schedulePing(socket: LinkSocket): void {
    this.#after('ping', REALTIME_PING_MS, () => {
      this.#send({ type: 'ping' })
      this.#schedulePing(socket)
      void this.#freshToken().then((token) => {
        if (token === null || token === this.#sentToken || socket !== this.#socket) return
        this.#sentToken = token
        this.#send({ type: 'token', token })
      })
    })
  }

  #hear(text: string): void {
    this.#awaitSign()
    const message = parseMessage(text)
    if (message === null) return
    switch (message.type) {
      case 'welcome':
        this.#become(this.#seq === undefined || this.#seq >= message.seq ? 'live' : 'catching-up')
        this.#failures = 0
        this.#seq ??= message.seq
        break
      case 'event':
        // What is replayed may overlap with what came live; each number counts once.
        if (message.seq <= (this.#seq ?? 0)) return
        this.#seq = message.seq
        this.#scheduleAck()
        break
      case 'replayed':
      case 'resync':
        this.#seq = message.seq
        this.#become('live')
        break
      case 'progress':
      case 'pong':
        break
    }
    this.#deps.onMessage(message)
  }

  #scheduleAck(): void {
    if (this.#timers.has('ack')) return
    this.#after('ack', ACK_EVERY_MS, () => {
      this.#timers.delete('ack')
      if (this.#seq === undefined || this.#seq <= this.#ackedSeq) return
      this.#ackedSeq = this.#seq
      this.#send({ type: 'ack', seq: this.#seq })
    })
  }

  #closed(code: number): void {
    this.#hangUp()
    if (this.#state === 'stopped') return
    if (code === realtimeClose.protocolUnknown) return this.#become('outdated')
    if (code === realtimeClose.signInRequired) this.#deps.tokenRefused(this.#sentToken)
    this.#become('waiting')
    this.#after('retry', backoffMs({ failures: this.#failures++, random: this.#deps.random }), () => this.#connect())
  }
}

/** A message of a form we do not know is left aside: the next fetch tells what it meant. */
function parseMessage(text: string): RealtimeFromServer | null {
  try {
    const parsed = realtimeFromServer.safeParse(JSON.parse(text))
    return parsed.success ? parsed.data : null
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}
