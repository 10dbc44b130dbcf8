import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { sha256 as sha256Schema } from '@kinfolio/contracts'
import { randomFrom } from '@kinfolio/testkit'
import { expect, onTestFailed, test } from 'vitest'
import { openBlobs } from '../../src/kernel/blobs/index.ts'
import { type Api, documentsOf, type HandedFile, openApi, untilRead, untilWorking } from '../api.ts'
import { type ServerProcess, startServerProcess } from '../server-process.ts'
import { largest, median, record, trialCount } from './trial-log.ts'
import { adminUrlOf, keptPages, lossesAmong, sha256Of, trialPage } from './trial-pages.ts'

const KILLS = trialCount(50)
const STOPS = trialCount(30)
const UPLOADS_AT_ONCE = 4
/** Kills fall within this share of what the same uploads took undisturbed: most before their end, some after. */
const KILL_WITHIN = 1.5
/** After work was seen to run, a stop falls within this time: the first pages are being read then. */
const STOP_WITHIN_MS = 1_500
const RESTART_GAP_MAX_MS = 5_000
const STOP_MAX_MS = 30_000
/** A page that lost its worker four times waits for two minutes. */
const READ_TIMEOUT_MS = 240_000

test('every page that was acknowledged survives kill -9 during uploads, and ends read exactly once', async () => {
  await using server = await startServerProcess({ hasOwner: true })
  onTestFailed(() => console.log(server.log))
  const random = randomFrom('kill the server')
  const acknowledged: HandedFile[] = []
  const gapsMs: number[] = []
  let waiting: HandedFile[] = []
  let cutOff = 0

  let api = await openApi(server.url)
  const { taken, ms: undisturbedMs } = await uploadEach(api, pagesFrom('killed', 0))
  acknowledged.push(...taken)
  for (let kill = 0; kill < KILLS; kill += 1) {
    const uploads = uploadEach(api, [...waiting, ...pagesFrom('killed', kill + 1)])
    await sleep(random.next() * undisturbedMs * KILL_WITHIN)
    const killedAtMs = performance.now()
    await server.end('SIGKILL')
    const outcome = await uploads
    cutOff += outcome.refused.length
    acknowledged.push(...outcome.taken)
    waiting = outcome.refused
    await server.restart()
    gapsMs.push(performance.now() - killedAtMs)
    api = await openApi(server.url)
  }
  const last = await uploadEach(api, waiting)
  expect(last.refused).toEqual([])
  acknowledged.push(...last.taken)
  expect(acknowledged).toHaveLength((KILLS + 1) * UPLOADS_AT_ONCE)

  const readAfterMs = await timeUntilAllRead(api)
  expect(lossesAmong(await keptPages(adminUrlOf(server.dataDir)), acknowledged)).toEqual([])
  expect(await changedBlobs(server, acknowledged)).toEqual([])
  expect(largest(gapsMs)).toBeLessThan(RESTART_GAP_MAX_MS)
  await record('kill -9 of the server during uploads', {
    kills: KILLS,
    'uploads cut off': cutOff,
    'pages acknowledged': acknowledged.length,
    'pages lost or read twice': 0,
    'restart gap, median ms': median(gapsMs),
    'restart gap, largest ms': largest(gapsMs),
    'all read after the last, s': Math.round(readAfterMs / 1_000),
  })
})

test('SIGTERM in the middle of work ends the server cleanly, and nothing is lost', async () => {
  await using server = await startServerProcess({ hasOwner: true })
  onTestFailed(() => console.log(server.log))
  const random = randomFrom('stop the server')
  const acknowledged: HandedFile[] = []
  const stopsMs: number[] = []
  let waiting: HandedFile[] = []
  let api = await openApi(server.url)
  for (let stop = 0; stop < STOPS; stop += 1) {
    const uploads = uploadEach(api, [...waiting, ...pagesFrom('stopped', stop)])
    await untilWorking(api)
    await sleep(random.next() * STOP_WITHIN_MS)
    const ending = await server.end('SIGTERM')
    expect(ending).toMatchObject({ code: 0, signal: null })
    stopsMs.push(ending.ms)
    const outcome = await uploads
    acknowledged.push(...outcome.taken)
    waiting = outcome.refused
    await server.restart()
    api = await openApi(server.url)
  }
  acknowledged.push(...(await uploadEach(api, waiting)).taken)
  expect(acknowledged).toHaveLength(STOPS * UPLOADS_AT_ONCE)
  await timeUntilAllRead(api)
  expect(lossesAmong(await keptPages(adminUrlOf(server.dataDir)), acknowledged)).toEqual([])
  expect(largest(stopsMs)).toBeLessThan(STOP_MAX_MS)
  await record('SIGTERM in the middle of work', {
    stops: STOPS,
    'pages acknowledged': acknowledged.length,
    'pages lost or read twice': 0,
    'time to stop, median ms': median(stopsMs),
    'time to stop, largest ms': largest(stopsMs),
  })
})

/** The pages of one round, other ones for each. */
function pagesFrom(trial: string, round: number): HandedFile[] {
  return Array.from({ length: UPLOADS_AT_ONCE }, (_, n) => trialPage(trial, round * UPLOADS_AT_ONCE + n))
}

type Uploaded = { taken: HandedFile[]; refused: HandedFile[]; ms: number }

/** Uploads each file in a request of its own, all at once; what the server did not answer with success is refused. */
async function uploadEach(api: Api, files: readonly HandedFile[]): Promise<Uploaded> {
  const startedMs = performance.now()
  const outcomes = await Promise.allSettled(files.map((file) => api.upload([file])))
  const has = (status: PromiseSettledResult<unknown>['status']): HandedFile[] =>
    files.filter((_, index) => outcomes[index]?.status === status)
  return { taken: has('fulfilled'), refused: has('rejected'), ms: performance.now() - startedMs }
}

async function timeUntilAllRead(api: Api): Promise<number> {
  const startedMs = performance.now()
  for (const { id } of await documentsOf(api)) await untilRead(api, { documentId: id, timeoutMs: READ_TIMEOUT_MS })
  return performance.now() - startedMs
}

/** The pages whose kept bytes are not the ones that were handed in. */
async function changedBlobs(server: ServerProcess, pages: readonly HandedFile[]): Promise<string[]> {
  const blobs = await openBlobs({ storage: 'fs', folder: join(server.dataDir, 'blobs') })
  const changed: string[] = []
  for (const { path, bytes } of pages) {
    const kept = await blobs.read(sha256Schema.parse(sha256Of(bytes)))
    if (!createHash('sha256').update(kept).digest().equals(createHash('sha256').update(bytes).digest()))
      changed.push(path)
  }
  return changed
}
