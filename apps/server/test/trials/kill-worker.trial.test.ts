import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { randomFrom } from '@kinfolio/testkit'
import { expect, onTestFailed, test } from 'vitest'
import { type Api, documentsOf, type HandedFile, openApi, untilWorking } from '../api.ts'
import { openTestDatabase } from '../database.ts'
import { startServerProcess } from '../server-process.ts'
import { record, trialCount } from './trial-log.ts'
import { keptPages, lossesAmong, trialPage } from './trial-pages.ts'

const READINGS = trialCount(50)
const PAGES_PER_KILL = 2
/** A reading takes about a second, so a kill within two of a job's start hits every part of the work. */
const KILL_WITHIN_MS = 2_000
const POLL_MS = 50
const TIMEOUT_MS = 240_000

test('kill -9 of the worker during readings loses no page and reads none twice', async () => {
  await using database = await openTestDatabase()
  await using shared = await sharedDataDir()
  const env = {
    DATABASE_URL: database.appUrl,
    DATABASE_OWNER_URL: database.ownerUrl,
    DATABASE_DIRECT_URL: database.directUrl,
  }
  await using web = await startServerProcess({ dataDir: shared.path, hasOwner: true, env: { ...env, SERVE: 'web' } })
  await using worker = await startServerProcess({ dataDir: shared.path, env: { ...env, SERVE: 'worker' } })
  const api = await openApi(web.url)
  onTestFailed(() => console.log(worker.log))
  const random = randomFrom('kill the worker')

  const pages: HandedFile[] = []
  let kills = 0
  while (pages.length < READINGS) {
    const left = Math.min(PAGES_PER_KILL, READINGS - pages.length)
    const fresh = Array.from({ length: left }, (_, n) => trialPage('worked', pages.length + n))
    for (const page of fresh) await api.upload([page])
    pages.push(...fresh)
    await untilWorking(api)
    await sleep(random.next() * KILL_WITHIN_MS)
    await worker.end('SIGKILL')
    kills += 1
    await worker.restart()
  }
  const seconds = await secondsUntilRead(api, pages.length)
  expect(lossesAmong(await keptPages(database.adminUrl), pages)).toEqual([])
  await record('kill -9 of a worker during readings', {
    kills,
    'pages handed in': pages.length,
    'pages lost or read twice': 0,
    'all read after the last, s': seconds,
  })
})

async function sharedDataDir(): Promise<AsyncDisposable & { path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'kinfolio-shared-'))
  return { path, [Symbol.asyncDispose]: async () => rm(path, { recursive: true, force: true }) }
}

async function secondsUntilRead(api: Api, count: number): Promise<number> {
  const startedMs = performance.now()
  for (;;) {
    const documents = await documentsOf(api)
    const isOver =
      documents.length === count &&
      documents.every(({ progress }) => progress.read + progress.read_failed + progress.draw_failed >= 1)
    if (isOver) return Math.round((performance.now() - startedMs) / 1_000)
    if (performance.now() - startedMs > TIMEOUT_MS) throw new Error(`not all was read in ${TIMEOUT_MS} ms`)
    await sleep(POLL_MS)
  }
}
