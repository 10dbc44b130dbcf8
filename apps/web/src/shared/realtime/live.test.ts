// @vitest-environment happy-dom
import { eventKind, listJobs, REALTIME_PATH, REALTIME_PROTOCOL } from '@kinfolio/contracts'
import type { EventKind } from '@kinfolio/contracts'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { session } from '../api/client.ts'
import { keys } from '../api/keys.ts'
import { queryClient } from '../api/query-client.ts'
import { aCollectionId, aDocumentId, aJob, aPage, aPageId } from '../made.testing.ts'
import { aPerson, aServer, someTokens } from '../server.testing.ts'
import { ROUND_EVERY_MS, ROUND_GATHERS_MS, ROUNDS_SAVED_MAX } from './batcher.ts'
import { live } from './live.ts'

/** The browser's socket, its other end held by the test. */
class Socket {
  static all: Socket[] = []
  url: string
  sent: unknown[] = []
  #events = new EventTarget()
  constructor(url: string) {
    this.url = url
    Socket.all.push(this)
  }
  addEventListener(...listening: Parameters<EventTarget['addEventListener']>): void {
    this.#events.addEventListener(...listening)
  }
  send(text: string): void {
    this.sent.push(JSON.parse(text))
  }
  close(): void {
    this.#events.dispatchEvent(Object.assign(new Event('close'), { code: 1000 }))
  }
  async opens(): Promise<void> {
    this.#events.dispatchEvent(new Event('open'))
    await vi.advanceTimersByTimeAsync(0)
  }
  says(message: object): void {
    this.#events.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(message) }))
  }
}

let stop: () => void
let seq: number
let startMs = Date.now()
beforeEach(async () => {
  // Long after the test before, so that all rounds are saved again.
  startMs += 60_000
  vi.useFakeTimers({ now: startMs })
  vi.stubGlobal('WebSocket', Socket)
  Socket.all = []
  const server = aServer()
  server.on(listJobs, () => ({ jobs: [], next_cursor: null }))
  queryClient.clear()
  session.signedIn(someTokens())
  seq = 0
  stop = () => undefined
})
afterEach(() => {
  stop()
  // A burst of one test is no burst of the next.
  vi.advanceTimersByTime(5_000)
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

const socket = (): Socket => {
  const found = Socket.all.at(-1)
  if (found === undefined) throw new Error('no socket was opened')
  return found
}
async function goLive(): Promise<void> {
  stop = live.start()
  await socket().opens()
  socket().says({ type: 'welcome', protocol: REALTIME_PROTOCOL, user_id: aPerson.id, seq: 0 })
  await vi.advanceTimersByTimeAsync(0)
}
const ids = { document_id: aDocumentId(1), page_id: aPageId(2), collection_id: aCollectionId(3) }
const happens = (kind: EventKind) => socket().says({ type: 'event', seq: ++seq, kind, ids, at: '2026-01-01T00:00:00Z' })
const isStale = (key: readonly unknown[]) => queryClient.getQueryState(key)?.isInvalidated
const page = aPage(2, { document_id: aDocumentId(1) })

test('the line goes to the address the page came from', async () => {
  stop = live.start()
  expect(socket().url).toBe(`ws://${location.host}${REALTIME_PATH}`)
})

test('what was fetched before the line stood is asked for again, once', async () => {
  queryClient.setQueryData(keys.collections, [])
  queryClient.setQueryData(keys.reader, {})
  await goLive()
  expect([isStale(keys.collections), isStale(keys.reader)]).toEqual([true, true])
  queryClient.setQueryData(keys.collections, [])
  socket().says({ type: 'welcome', protocol: REALTIME_PROTOCOL, user_id: aPerson.id, seq: 0 })
  expect(isStale(keys.collections)).toBe(false)
})

test('an event makes what it touches stale a moment later, and nothing else', async () => {
  await goLive()
  for (const key of [keys.documentsIn('root'), keys.page(aPageId(2)), keys.page(aPageId(9)), keys.reader])
    queryClient.setQueryData(key, {})
  happens('page.read')
  await vi.advanceTimersByTimeAsync(ROUND_GATHERS_MS - 1)
  expect(isStale(keys.page(aPageId(2)))).toBe(false)
  await vi.advanceTimersByTimeAsync(1)
  expect(isStale(keys.documentsIn('root'))).toBe(true)
  expect(isStale(keys.page(aPageId(2)))).toBe(true)
  expect(isStale(keys.page(aPageId(9)))).toBe(false)
  expect(isStale(keys.reader)).toBe(false)
})

test('a burst of a thousand pages asks again a few times at once, then once a second', async () => {
  await goLive()
  let asked = 0
  const list = keys.documentsIn('root')
  queryClient.setQueryData(list, {})
  const unsubscribe = queryClient.getQueryCache().subscribe((event) => {
    if (event.type === 'updated' && event.action.type === 'invalidate') asked++
  })
  for (let n = 0; n < 1_000; n++) {
    happens('page.drawn')
    await vi.advanceTimersByTimeAsync(10)
    // A screen that shows the list fetches it and is fresh again.
    if (isStale(list) === true) queryClient.setQueryData(list, {})
  }
  unsubscribe()
  expect(asked).toBeGreaterThanOrEqual(ROUNDS_SAVED_MAX + 9)
  expect(asked).toBeLessThanOrEqual(ROUNDS_SAVED_MAX + 11)
})

test('a drawn page is shown as drawn at once, before any list is asked again', async () => {
  await goLive()
  const list = { pages: [{ pages: [page, aPage(3)], next_cursor: null }], pageParams: [null] }
  queryClient.setQueryData(keys.pages(aDocumentId(1)), list)
  happens('page.drawn')
  const shown = queryClient.getQueryData<typeof list>(keys.pages(aDocumentId(1)))
  expect(shown?.pages[0]?.pages.map(({ draw_status }) => draw_status)).toEqual(['drawn', 'pending'])
})

test('progress moves the bars of jobs without asking', async () => {
  await goLive()
  const list = { pages: [{ jobs: [aJob(1), aJob(2)], next_cursor: null }], pageParams: [null] }
  queryClient.setQueryData([...keys.jobs, 'list', 'all'], list)
  const news = aJob(2, { progress: { done: 7, total: 10, unit: 'pages' }, updated_at: '2026-01-01T00:00:09Z' })
  socket().says({ type: 'progress', job: news })
  const shown = queryClient.getQueryData<typeof list>([...keys.jobs, 'list', 'all'])
  expect(shown?.pages[0]?.jobs.map(({ progress }) => progress.done)).toEqual([0, 7])
  await vi.advanceTimersByTimeAsync(ROUND_EVERY_MS * 2)
  expect(isStale([...keys.jobs, 'list', 'all'])).toBe(false)
})

test('a cursor that is too old makes everything be asked again', async () => {
  await goLive()
  for (const key of [keys.me, keys.reader, keys.page(aPageId(1))]) queryClient.setQueryData(key, {})
  socket().says({ type: 'resync', seq: 50 })
  expect([keys.me, keys.reader, keys.page(aPageId(1))].map(isStale)).toEqual([true, true, true])
})

test.each(eventKind.options)('%s makes something be asked again, also when it names nothing', async (kind) => {
  await goLive()
  const ofPerson = [keys.me, keys.space, keys.usage, keys.notices, keys.approvals, keys.account]
  const ofSpace = [keys.collections, keys.documentsIn('root'), [...keys.jobs, 'list', 'all'], keys.reader]
  const held = [...ofSpace, ...ofPerson]
  for (const key of held) queryClient.setQueryData(key, {})
  socket().says({ type: 'event', seq: 1, kind, ids: {}, at: '2026-01-01T00:00:00Z' })
  await vi.advanceTimersByTimeAsync(ROUND_EVERY_MS)
  const stale = held.filter((key) => isStale(key) === true)
  expect(stale.length).toBeGreaterThan(0)
  expect(stale.length).toBeLessThan(held.length)
})

test('those who show the state of the line hear each change until they stop', async () => {
  const seen: string[] = []
  const quit = live.subscribe(() => seen.push(live.state()))
  await goLive()
  socket().close()
  quit()
  await vi.advanceTimersByTimeAsync(5_000)
  expect(seen).toEqual(['connecting', 'live', 'waiting'])
})

test('coming online again tries at once', async () => {
  await goLive()
  socket().close()
  expect(live.state()).toBe('waiting')
  window.dispatchEvent(new Event('online'))
  expect(live.state()).toBe('connecting')
  expect(Socket.all).toHaveLength(2)
})

test('a stopped line does not come back when the network does', async () => {
  await goLive()
  stop()
  window.dispatchEvent(new Event('online'))
  await vi.advanceTimersByTimeAsync(60_000)
  expect([Socket.all.length, live.state()]).toEqual([1, 'stopped'])
})
