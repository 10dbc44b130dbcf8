import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { composeNotices } from './compose-notices.ts'
import { composeQuotas } from './compose-quotas.ts'
import type { Config } from './config.ts'
import { openBlobs } from './kernel/blobs/index.ts'
import { systemClock } from './kernel/clock.ts'
import { createDomainEvents, createPersonLog, pruneEvents } from './kernel/events/index.ts'
import {
  createHttp,
  observeRequests,
  serveDashboard,
  serveProblemPages,
  type Http,
  type Person,
} from './kernel/http/index.ts'
import { createBreakers, createJobs, type Upkeep } from './kernel/jobs/index.ts'
import type { Logger } from './kernel/logger.ts'
import { createMetrics } from './kernel/metrics.ts'
import { createWorkerPool } from './kernel/pool/index.ts'
import { createRealtime, openFanout } from './kernel/realtime/index.ts'
import { createSealer, keptSecret, type Sealer } from './kernel/secrets/index.ts'
import {
  accessTokens as tokensOf,
  accounts,
  createPasswords,
  secretLinks,
  sessions,
  waysIn,
} from './modules/accounts/index.ts'
import { createFiles, createOrphanSweep } from './modules/files/index.ts'
import { createLibrary, handleLibraryJobs, serveLibrary } from './modules/library/index.ts'
import { openMailer, serveNotices } from './modules/notices/index.ts'
import { serveHealth, serveJobs } from './modules/operations/index.ts'
import {
  createPreparer,
  createReaders,
  createRecognition,
  drawPageTask,
  handleRecognitionJobs,
  type ReadersDeps,
  serveRecognition,
} from './modules/recognition/index.ts'
import {
  createDoorkeeper,
  firstRun,
  invitations,
  quotas as planQuotas,
  registration,
  serveSpaces,
} from './modules/spaces/index.ts'
import { privacyUpkeep, serveAllPrivacy } from './compose-privacy.ts'
import { openSignInProviders } from './sign-in-providers.ts'
import { addDemoForOwner, withDemoAtSetUp } from './demo-for-owner.ts'
import { smtpSettingsOf } from './smtp-settings.ts'
import type { ServerDatabase } from './start-database.ts'

const WEB_APP_FOLDER = fileURLToPath(new URL('../../web/dist', import.meta.url))
const JSON_BYTES_MAX = 2 * 1024 * 1024
const MASTER_KEY_BYTES = 32

export type Parts = { config: Config; log: Logger; data: ServerDatabase }
type Kernel = Awaited<ReturnType<typeof composeKernel>>
type Modules = Awaited<ReturnType<typeof composeModules>>

/** Everything that runs in this process, ready to listen. Disposed in reverse. */
export type Server = AsyncDisposable &
  Pick<Modules, 'spaces' | 'setupCode' | 'library' | 'addDemo'> & { http: Http; startJobs(): Promise<void> }

/** The only place that constructs things: every part, given what it needs, once. */
export async function compose(parts: Parts): Promise<Server> {
  await using stack = new AsyncDisposableStack()
  const kernel = await composeKernel(parts, stack)
  const modules = await composeModules(parts, { kernel, stack })
  const http = await composeHttp(parts, { kernel, modules })
  stack.defer(async () => http.app.close())
  kernel.realtime.attach(http.app.server)
  stack.defer(async () => kernel.realtime.stop())
  stack.defer(async () => kernel.jobs.stop())

  const running = stack.move()
  const { spaces, setupCode, library, addDemo } = modules
  return {
    http,
    spaces,
    setupCode,
    library,
    addDemo,
    startJobs: async () => kernel.jobs.start(),
    [Symbol.asyncDispose]: async () => running.disposeAsync(),
  }
}

async function composeKernel({ config, log, data }: Parts, stack: AsyncDisposableStack) {
  const { database, urls } = data
  const accessTokens = await tokensOf.open({ keysDir: config.keysDir, clock: systemClock })
  const isAlone = config.SERVE === 'all' && config.DATABASE_URL === undefined
  const others = { directUrl: urls.directUrl, log }
  const fanout = stack.use(
    config.REDIS_URL !== undefined
      ? await openFanout({ kind: 'redis', url: config.REDIS_URL, ...others })
      : await openFanout(isAlone ? { kind: 'local' } : { kind: 'postgres', ...others }),
  )
  const realtime = createRealtime({
    database,
    fanout,
    log,
    authenticate: async (token) => {
      const holder = await accessTokens.read(token)
      return typeof holder === 'string' || !mayListen(holder) ? undefined : holder
    },
    isSessionOpen: async ({ userId, sessionId: id }) =>
      database.read({ kind: 'person', userId }, (db) => sessions.isOpen(db, { id, now: systemClock.now() })),
  })
  const personLog = createPersonLog({ wake: realtime.wake })
  const upkeep: Upkeep[] = [async () => pruneEvents({ database })]
  const jobs = createJobs({
    database,
    ownerUrl: urls.ownerUrl,
    personLog,
    showProgress: realtime.showProgress,
    log,
    concurrentJobs: config.JOBS_AT_ONCE,
    upkeep,
  })
  const events = createDomainEvents({ queue: jobs.queue, handle: jobs.handle })
  const blobs = await openBlobs({ storage: config.STORAGE, folder: join(config.dataDir, 'blobs') })
  // Where pages are received but not drawn, there is nothing to get ready for.
  const pool = stack.use(createWorkerPool(config.SERVE === 'all' ? { likeliest: drawPageTask } : {}))
  return { accessTokens, realtime, personLog, jobs, upkeep, events, blobs, pool, breakerFor: createBreakers() }
}

async function composeModules(
  { config, log, data }: Parts,
  { kernel, stack }: { kernel: Kernel; stack: AsyncDisposableStack },
) {
  const { database } = data
  const { accessTokens, personLog, jobs, events, blobs, pool, breakerFor } = kernel
  const clock = systemClock
  const passwords = createPasswords()
  const sealer = await openSealer(config)
  const setupCode = firstRun.createSetupCode(config.keysDir)
  const mailer = openMailer(smtpSettingsOf(config))
  const sendsMail = mailer !== undefined
  const ways = { database, accessTokens, passwords, clock, events, personLog, sealer, sendsMail }
  const ownAccounts = accounts.create(ways)
  kernel.upkeep.push(async () => sessions.prune({ database, clock }))
  kernel.upkeep.push(async () => secretLinks.sweep({ database, clock }))

  const publicUrl = publicUrlOf(config)
  const ownDevices = sessions.otherDevices.create({
    database,
    accessTokens,
    clock,
    events,
    personLog,
    publicUrl,
    approvalS: config.APPROVAL_SECONDS,
  })
  kernel.upkeep.push(ownDevices.tidy)

  const quotas = await composeQuotas({ ...kernel, config, database })
  const files = createFiles({ blobs })
  kernel.upkeep.push(createOrphanSweep({ database, blobs, clock, log }))
  kernel.upkeep.push(async () => invitations.prune({ database, clock }))
  const notices = composeNotices({ ...kernel, config, database, sealer, mailer, stack })
  // Webhooks hear what modules below tell the devices of a space.
  const overheardLog = notices.overhear(personLog)
  const library = createLibrary({ database, blobs, pool, jobs: jobs.queue, events, personLog: overheardLog, quotas })
  handleLibraryJobs(library, { jobs })
  const recognition = createRecognition({
    database,
    blobs,
    pool,
    personLog: overheardLog,
    library,
    quotas,
    clock,
    breakerFor,
    jobs: jobs.queue,
    sealer,
    readers: stack.use(createReaders(readersDepsOf(config))),
    preparer: stack.use(createPreparer()),
    offeredKeys: { claude: config.ANTHROPIC_API_KEY },
  })
  handleRecognitionJobs(recognition, { jobs, events })
  kernel.upkeep.push(async () => recognition.redrawPages({}))
  const privacy = { database, blobs, clock, log, library, events, personLog, auditDays: config.AUDIT_DAYS }
  kernel.upkeep.push(...privacyUpkeep(privacy))
  kernel.upkeep.push(async () => recognition.wakeWaiting({}))
  const addDemo = async (): Promise<void> => addDemoForOwner({ database, library, log })
  const { requireRoomForMember, tellMembersUsed } = quotas
  const ofSpaces = { database, clock, events, personLog, requireRoomForMember, tellMembersUsed }
  const ownSpaces = firstRun.createSpaces({ ...ofSpaces, accessTokens, passwords, setupCode })
  const spaces = config.demo ? withDemoAtSetUp(ownSpaces, { addDemo, log }) : ownSpaces
  const claimInvitation = invitations.claim(ofSpaces)
  const signUp = { ...registration.signUp({ mode: config.SIGNUP, claimInvitation }), sendsMail }
  const registering = registration.create({ database, accessTokens, passwords, clock, events, signUp })
  const { providers, close } = openSignInProviders(config)
  stack.defer(close)
  const admitting = { admission: signUp, registering }
  const ownWaysIn = waysIn.create({ database, accessTokens, clock, events, personLog, providers, ...admitting })
  const signingIn = { accounts: ownAccounts, waysIn: ownWaysIn, otherDevices: ownDevices, registering }
  return { ...signingIn, spaces, quotas, setupCode, notices, files, library, addDemo, recognition, privacy }
}

async function openSealer(config: Config): Promise<Sealer> {
  const make = (): string => randomBytes(MASTER_KEY_BYTES).toString('base64')
  return createSealer(config.INTEGRATION_MASTER_KEY ?? (await keptSecret(config.keysDir, { name: 'master-key', make })))
}

async function composeHttp(
  { config, log, data }: Parts,
  { kernel, modules }: { kernel: Kernel; modules: Modules },
): Promise<Http> {
  const { database } = data
  const metrics = createMetrics()
  const publicUrl = publicUrlOf(config)
  const http = await createHttp({
    doorkeeper: createDoorkeeper({ database, accessTokens: kernel.accessTokens, clock: systemClock }),
    log,
    trustedProxies: config.TRUSTED_PROXIES,
    publicUrl,
    rateLimits: { personReads: config.RATE_READS, personWrites: config.RATE_WRITES, address: config.RATE_ADDRESS },
    jsonBytesMax: JSON_BYTES_MAX,
  })
  observeRequests(http.app, metrics)
  metrics.gauge('db_connections', 'Open database connections', () => database.connections().total)
  metrics.gauge('db_connections_waiting', 'Work waiting for a connection', () => database.connections().waiting)
  metrics.gauge('websocket_connections', 'Open realtime sockets', () => kernel.realtime.sockets())
  serveHealth(http.app, { database, dataDir: config.dataDir, metrics })
  if (config.SERVE === 'worker') return http

  accounts.serve(http.serve, modules.accounts)
  registration.serve(http.serve, modules.registering)
  sessions.otherDevices.serve(http.serve, modules.otherDevices)
  waysIn.serve(http, { waysIn: modules.waysIn, publicUrl })
  serveSpaces(http.serve, { spaces: modules.spaces, database })
  serveNotices(http.serve, modules.notices)
  planQuotas.serve(http.serve, modules.quotas)
  serveLibrary(http.serve, { ...modules, uploadFileBytesMax: config.UPLOAD_FILE_BYTES })
  serveRecognition(http.serve, { ...modules, database })
  serveJobs(http.serve, kernel.jobs)
  serveAllPrivacy(http.serve, modules.privacy)
  serveProblemPages(http.app)
  await serveDashboard(http.app, WEB_APP_FOLDER)
  return http
}

function publicUrlOf({ PUBLIC_URL }: Config): URL | undefined {
  return PUBLIC_URL === undefined ? undefined : new URL(PUBLIC_URL)
}

function readersDepsOf(config: Config): ReadersDeps {
  const { ANTHROPIC_BASE_URL: claude, GOOGLE_VISION_URL: google, CLAUDE_MODEL: defaultClaudeModel } = config
  return {
    dataDir: config.dataDir,
    outboundAllow: config.OUTBOUND_ALLOW,
    addresses: { ...(claude === undefined ? {} : { claude }), ...(google === undefined ? {} : { google }) },
    ...(defaultClaudeModel === undefined ? {} : { defaultClaudeModel }),
  }
}

/** A person's log is of all their spaces: only a key that may read, and in every one of them, may listen to it. */
function mayListen({ scopes, onlySpaceId }: Person): boolean {
  return onlySpaceId === undefined && (scopes === undefined || scopes.includes('read'))
}
