import { REALTIME_PATH } from '@kinfolio/contracts'
import type { RealtimeFromServer } from '@kinfolio/contracts'
import { isUnder, keys, pathOf } from '../api/keys.ts'
import { session } from '../api/client.ts'
import { queryClient } from '../api/query-client.ts'
import { createBatcher } from './batcher.ts'
import { Link } from './link.ts'
import type { LinkState } from './link.ts'
import { withDrawnPage, withJob } from './patches.ts'
import { staleKeys } from './stale-keys.ts'

let state: LinkState = 'stopped'
let isFirstWelcome = true
const listeners = new Set<() => void>()

const batcher = createBatcher<string>({
  run: (paths) => queryClient.invalidateQueries({ predicate: ({ queryKey }) => isUnder(queryKey, paths) }),
  later: (run, delayMs) => void setTimeout(run, delayMs),
  now: () => Date.now(),
})

const link = new Link({
  open({ onOpen, onMessage, onClose }) {
    const socket = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}${REALTIME_PATH}`)
    socket.addEventListener('open', onOpen)
    socket.addEventListener('message', (event) => (typeof event.data === 'string' ? onMessage(event.data) : undefined))
    socket.addEventListener('close', (event) => onClose(event.code))
    return socket
  },
  token: session.accessToken,
  tokenRefused: session.tokenRefused,
  later(run, delayMs) {
    const timer = setTimeout(run, delayMs)
    return () => clearTimeout(timer)
  },
  random: Math.random,
  onMessage: hear,
  onState(next) {
    state = next
    for (const listener of listeners) listener()
  },
})

/** The line to the server that keeps every screen fresh while somebody is signed in. */
export const live = {
  state: () => state,
  subscribe(listener: () => void): () => void {
    listeners.add(listener)
    return () => listeners.delete(listener)
  },
  start(): () => void {
    const tryNow = (): void => link.start()
    isFirstWelcome = true
    link.start()
    addEventListener('online', tryNow)
    return () => {
      removeEventListener('online', tryNow)
      link.stop()
    }
  },
}

function hear(message: RealtimeFromServer): void {
  switch (message.type) {
    case 'welcome':
      if (isFirstWelcome) refreshOlderThanNow()
      isFirstWelcome = false
      return
    case 'event': {
      const { document_id: documentId, page_id: pageId } = message.ids
      if (message.kind === 'page.drawn' && documentId !== undefined && pageId !== undefined)
        queryClient.setQueriesData({ queryKey: keys.pages(documentId) }, withDrawnPage(pageId))
      batcher.add(staleKeys(message).map(pathOf))
      return
    }
    case 'resync':
      void queryClient.invalidateQueries()
      return
    case 'progress':
      queryClient.setQueriesData({ queryKey: keys.jobs }, withJob(message.job))
      return
    case 'replayed':
    case 'pong':
      return
  }
}

/** What was fetched before the line stood may have missed an event in between. */
function refreshOlderThanNow(): void {
  void queryClient.invalidateQueries({ predicate: ({ state: query }) => query.dataUpdatedAt > 0 })
}
