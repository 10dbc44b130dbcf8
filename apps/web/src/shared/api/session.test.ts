import { userId } from '@kinfolio/contracts'
import type { Tokens } from '@kinfolio/contracts'
import { expect, test } from 'vitest'
import { uuid } from '../made.testing.ts'
import { createSession, TOKEN_MARGIN_MS } from './session.ts'
import type { RefreshOutcome, SessionState } from './session.ts'

const user = { id: userId.parse(uuid(1)), name: 'Mara', email: 'mara@example.org' }
const tokens = (access_token: string, expires_in = 900): Tokens => ({
  access_token,
  refresh_token: null,
  expires_in,
  user,
})

/** Tabs of one browser: they share a lock and hear each other, as BroadcastChannel and navigator.locks let them. */
function browser(refresh: () => Promise<RefreshOutcome>) {
  let nowMs = 1_000_000
  let lock: Promise<unknown> = Promise.resolve()
  const tabs: ReturnType<typeof createSession>[] = []
  const tellFrom = (self: number) => (state: SessionState | null) =>
    tabs.forEach((tab, index) => (index === self ? undefined : tab.heard(state)))
  return {
    pass: (ms: number) => (nowMs += ms),
    tab() {
      const self = tabs.length
      const tab = createSession({
        refresh,
        exclusively<T>(task: () => Promise<T>): Promise<T> {
          const turn = lock.then(task)
          lock = turn.catch(() => undefined)
          return turn
        },
        tell: tellFrom(self),
        now: () => nowMs,
      })
      tabs.push(tab)
      return tab
    },
  }
}

test('a fresh token is used without asking the server', async () => {
  const tab = browser(() => Promise.reject(new Error('asked'))).tab()
  tab.signedIn(tokens('one'))
  expect(await tab.accessToken()).toBe('one')
})

test('a token near its end is exchanged before it is used', async () => {
  const world = browser(async () => ({ outcome: 'tokens', tokens: tokens('two') }))
  const tab = world.tab()
  tab.signedIn(tokens('one', 900))
  world.pass(900_000 - TOKEN_MARGIN_MS)
  expect(await tab.accessToken()).toBe('two')
})

test('many calls at once share one refresh', async () => {
  let asked = 0
  const tab = browser(async () => ({ outcome: 'tokens', tokens: tokens(`fresh ${++asked}`) })).tab()
  const all = await Promise.all([tab.accessToken(), tab.accessToken(), tab.accessToken()])
  expect(all).toEqual(['fresh 1', 'fresh 1', 'fresh 1'])
})

test('a tab that waited for its turn takes what another tab just got, since a refresh token works once', async () => {
  let asked = 0
  const world = browser(async () => ({ outcome: 'tokens', tokens: tokens(`fresh ${++asked}`) }))
  const [one, other] = [world.tab(), world.tab()]
  expect(await Promise.all([one.accessToken(), other.accessToken()])).toEqual(['fresh 1', 'fresh 1'])
  expect(asked).toBe(1)
})

test('a session that has ended is said in every tab', async () => {
  const world = browser(async () => ({ outcome: 'ended' }))
  const [one, other] = [world.tab(), world.tab()]
  one.signedIn(tokens('one', 1))
  expect(other.state()?.token).toBe('one')
  world.pass(5_000)
  let heard = 0
  other.subscribe(() => heard++)
  expect(await one.accessToken()).toBeNull()
  expect([one.state(), other.state(), heard]).toEqual([null, null, 1])
})

test('a server that cannot be reached ends no session', async () => {
  const world = browser(async () => ({ outcome: 'away', cause: new Error('no route') }))
  const tab = world.tab()
  tab.signedIn(tokens('one', 1))
  world.pass(5_000)
  await expect(tab.accessToken()).rejects.toThrow('no route')
  expect(tab.state()?.user).toEqual(user)
})

test('a refused token is not used again', async () => {
  const tab = browser(async () => ({ outcome: 'tokens', tokens: tokens('two') })).tab()
  tab.signedIn(tokens('one'))
  tab.tokenRefused('older')
  expect(await tab.accessToken()).toBe('one')
  tab.tokenRefused('one')
  expect(await tab.accessToken()).toBe('two')
})

test('signing out is told apart from a session that ended by itself', () => {
  const tab = browser(async () => ({ outcome: 'ended' })).tab()
  expect(tab.wasSignedIn()).toBe(false)
  tab.signedIn(tokens('one'))
  tab.heard(null)
  expect(tab.wasSignedIn()).toBe(true)
  tab.signedIn(tokens('two'))
  tab.signedOut()
  expect(tab.wasSignedIn()).toBe(false)
})
