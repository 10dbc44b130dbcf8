import { heardEvents } from './heard-events.ts'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  type CollectionId,
  createWebhook,
  testWebhook,
  type WebhookDeliveryId,
  type WebhookId,
  type DocumentId,
  createInvitation,
  getDocument,
  type InvitationId,
  type JobId,
  jobId,
  listJobs,
  listPages,
  type MemberRole,
  type PageId,
  type ReadingId,
  readingId,
  type SpaceId,
  uploadFiles,
  type UserId,
} from '@kinfolio/contracts'
import { writeNotebook } from '@kinfolio/testkit'
import { pino } from 'pino'
import { compose, type Server } from '../src/compose.ts'
import { readConfig } from '../src/config.ts'
import { systemClock } from '../src/kernel/clock.ts'
import { newId } from '../src/kernel/ids.ts'
import { accessTokens, sessions } from '../src/modules/accounts/index.ts'
import { addMember, createPersonAndSpace, openTestDatabase, type TestDatabase } from './database.ts'

export const CALLERS = [
  'nobody',
  'outsider',
  'foreign view_only',
  'foreign member',
  'foreign admin',
  'foreign owner',
  'view_only',
  'member',
  'admin',
  'owner',
] as const
/**
 * Who calls: somebody without a token; with a token and a space of their own alone; in a role of another family's space; or in
 * a role of this family's.
 */
export type Caller = (typeof CALLERS)[number]

/** What a space holds, by the name that addresses have for it. */
export type Holdings = {
  space_id: SpaceId
  collection_id: CollectionId
  document_id: DocumentId
  page_id: PageId
  reading_id: ReadingId
  job_id: JobId
  member_id: UserId
  invitation_id: InvitationId
  webhook_id: WebhookId
  delivery_id: WebhookDeliveryId
}
type Content = Omit<Holdings, 'member_id' | 'invitation_id'>

export type Asking = {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  url: string
  token?: string | undefined
  /** The space that the header names; without it, the personal one of whoever asks. */
  space?: string | undefined
  json?: object | undefined
  files?: Record<string, string> | undefined
  headers?: Record<string, string> | undefined
}
export type Answer = {
  status: number
  headers: Record<string, unknown>
  body: string
  raw: Buffer
  json(): Record<string, unknown>
}

export type World = AsyncDisposable & {
  test: TestDatabase
  keysDir: string
  /** The family's space, in which each role has a person. */
  own: Holdings
  /** A space of strangers with the same kinds of content. */
  foreign: Holdings
  /** The personal space of the family's owner: another space of the same person. */
  personal: Holdings
  /** Ids of the right form that nothing has. */
  madeUp: Holdings
  people: Record<Exclude<Caller, 'nobody'>, UserId>
  tokens: Awaited<ReturnType<typeof accessTokens.open>>
  /** Somebody new in the family's space. */
  join(role: MemberRole): Promise<UserId>
  /** A token of a session of its own. */
  signIn(person: UserId): Promise<string>
  ask(asking: Asking): Promise<Answer>
}

const DRAWN_TIMEOUT_MS = 40_000

/** The real server on a database of its own, with two families whose content came in by real uploads. */
export async function openWorld(): Promise<World> {
  await using parts = new AsyncDisposableStack()
  const test = parts.use(await openTestDatabase())
  const dataDir = await mkdtemp(join(tmpdir(), 'kinfolio-access-'))
  parts.defer(async () => rm(dataDir, { recursive: true, force: true }))
  const server = parts.use(await composeOn(test, { dataDir, serve: 'web' }))
  const tokens = await accessTokens.open({ keysDir: join(dataDir, 'keys'), clock: systemClock })

  const signIn = async (id: UserId): Promise<string> => {
    const user = { id, name: 'Somebody', email: `${id}@example.org` }
    const visitor = { address: '127.0.0.1', userAgent: 'test' }
    const deps = { database: test.database, accessTokens: tokens, clock: systemClock, events: heardEvents() }
    return (await sessions.open(deps, { user, visitor })).access_token
  }
  const ask = async (asking: Asking): Promise<Answer> => inject(server, asking)

  const [family, strangers] = [await createFamily(test), await createFamily(test)]
  const outsider = await createPersonAndSpace(test.database, { name: 'Outsider' })
  const fill = async (person: UserId, space: SpaceId, title: string): Promise<Content> =>
    fillSpace({ ask, token: await signIn(person), space, title })
  const invite = async (person: UserId, space: SpaceId): Promise<InvitationId> => {
    const asking = { method: 'POST', url: createInvitation.path, json: { kind: 'link', role: 'member' } } as const
    const made = await ask({ ...asking, token: await signIn(person), space })
    return createInvitation.answer.parse(made.json()).invitation.id
  }
  const holdings = async ({ people, spaceId, join }: Family, title: string): Promise<Holdings> => ({
    ...(await fill(people.owner, spaceId, title)),
    member_id: await join('member'),
    invitation_id: await invite(people.owner, spaceId),
  })
  const own = await holdings(family, 'Our notes')
  const foreign = await holdings(strangers, 'Their notes')
  const personal = {
    ...(await fill(family.people.owner, family.personalId, 'My notes')),
    // Nobody else is in a personal space, and nobody invited: these are of the strangers as well.
    member_id: await strangers.join('admin'),
    invitation_id: await invite(strangers.people.owner, strangers.spaceId),
  }
  await drawAll({ test, dataDir, ask, token: await signIn(family.people.owner), own })

  const running = parts.move()
  return {
    test,
    keysDir: join(dataDir, 'keys'),
    own,
    foreign,
    personal,
    madeUp: madeUpHoldings(),
    people: { ...family.people, ...asForeign(strangers.people), outsider: outsider.userId },
    tokens,
    join: family.join,
    signIn,
    ask,
    [Symbol.asyncDispose]: async () => running.disposeAsync(),
  }
}

function asForeign({ view_only, member, admin, owner }: Record<MemberRole, UserId>) {
  return { 'foreign view_only': view_only, 'foreign member': member, 'foreign admin': admin, 'foreign owner': owner }
}

async function composeOn(
  test: TestDatabase,
  { dataDir, serve }: { dataDir: string; serve: 'web' | 'worker' },
): Promise<Server> {
  const many = '1000000'
  const limits = { RATE_READS: many, RATE_WRITES: many, RATE_ADDRESS: many }
  const config = readConfig({ DATA_DIR: dataDir, DATABASE_URL: test.appUrl, SERVE: serve, ...limits })
  const { appUrl, ownerUrl, directUrl, database } = test
  const data = {
    urls: { appUrl, ownerUrl, directUrl },
    database,
    lost: new Promise<string>(() => undefined),
    [Symbol.asyncDispose]: async () => undefined,
  }
  return compose({ config, log: pino({ level: 'silent' }), data })
}

type Family = Awaited<ReturnType<typeof createFamily>>

/** A family's space with one person in each role; the owner has a personal space as well. */
async function createFamily({ database }: TestDatabase) {
  const { userId: owner, spaceId } = await createPersonAndSpace(database, { name: 'Owner', kind: 'family' })
  const alone = async () => createPersonAndSpace(database, { name: 'Relative' })
  const joined = async (role: MemberRole): Promise<UserId> => {
    const { userId } = await alone()
    await addMember(database, { userId, spaceId, role })
    return userId
  }
  const keeper = await alone()
  await addMember(database, { userId: owner, spaceId: keeper.spaceId, role: 'owner' })
  const [view_only, member, admin] = [await joined('view_only'), await joined('member'), await joined('admin')]
  return { spaceId, personalId: keeper.spaceId, people: { owner, view_only, member, admin }, join: joined }
}

type Filling = { ask: World['ask']; token: string; space: SpaceId; title: string }

/** Uploads a notebook in a folder and a file that becomes nothing, and corrects a page, so that it has a reading. */
async function fillSpace({ ask, token, space, title }: Filling): Promise<Content> {
  // Nothing is written on its page, so that it is drawn at once and no engine has to read it.
  const made = writeNotebook({ title, folder: 'Letters', pages: [{}], seed: title })
  const files = Object.fromEntries(made.map(({ path, bytes }) => [path, Buffer.from(bytes).toString('latin1')]))
  const uploaded = await ask({ method: 'POST', url: uploadFiles.path, token, space, files })
  const { documents, job_id } = uploadFiles.answer.parse(uploaded.json())
  const document_id = documents[0]?.id
  if (document_id === undefined) throw new Error(`the upload became no document: ${uploaded.body}`)
  const inSpace = async (url: string) => (await ask({ method: 'GET', url, token, space })).json()
  const document = getDocument.answer.parse(await inSpace(`/api/documents/${document_id}`))
  const { pages } = listPages.answer.parse(await inSpace(`/api/documents/${document_id}/pages`))
  const [page] = pages
  if (document.collection_id === null || page === undefined) throw new Error('the notebook has no folder or no page')
  const json = { version: page.version, lines: [{ text: `tea with ${title}`, box: null }] }
  const corrected = await ask({ method: 'PUT', url: `/api/pages/${page.id}/text`, token, space, json })
  const reading = corrected.json()['reading'] as { id: ReadingId } | null
  if (reading === null) throw new Error(`the correction made no reading: ${corrected.body}`)
  return {
    space_id: space,
    collection_id: document.collection_id,
    document_id,
    page_id: page.id,
    reading_id: reading.id,
    job_id,
    ...(await addWebhook({ ask, token, space })),
  }
}

/** A webhook to where nobody may call, and a delivery of it. */
async function addWebhook(at: Pick<Filling, 'ask' | 'token' | 'space'>) {
  const { ask, ...asked } = at
  const json = { url: 'http://127.0.0.1:9/hook', kinds: ['page.read'] }
  const made = await ask({ method: 'POST', url: createWebhook.path, ...asked, json })
  const { webhook } = createWebhook.answer.parse(made.json())
  const tried = await ask({ method: 'POST', url: `/api/webhooks/${webhook.id}/test`, ...asked })
  return { webhook_id: webhook.id, delivery_id: testWebhook.answer.parse(tried.json()).id }
}

/** Lets a worker draw what was uploaded, and ends it: the jobs that the table makes must stay where they are. */
async function drawAll(at: { test: TestDatabase; dataDir: string; ask: World['ask']; token: string; own: Holdings }) {
  await using worker = await composeOn(at.test, { dataDir: at.dataDir, serve: 'worker' })
  await worker.startJobs()
  for (const end = Date.now() + DRAWN_TIMEOUT_MS; ;) {
    const look = { method: 'GET', token: at.token, space: at.own.space_id } as const
    const { progress } = getDocument.answer.parse(
      (await at.ask({ ...look, url: `/api/documents/${at.own.document_id}` })).json(),
    )
    const { jobs } = listJobs.answer.parse((await at.ask({ ...look, url: '/api/jobs' })).json())
    const isOver = progress.drawn === 1 && jobs.every(({ state }) => state !== 'waiting' && state !== 'running')
    if (isOver) return
    if (Date.now() > end) throw new Error(`not drawn in time: ${JSON.stringify({ progress, jobs })}`)
    await sleep(50)
  }
}

function madeUpHoldings(): Holdings {
  const id = () => newId(jobId)
  // Ids of other kinds: the brand exists in types only, and what they name does not exist at all.
  return {
    space_id: id(),
    collection_id: id(),
    document_id: id(),
    page_id: id(),
    reading_id: newId(readingId),
    job_id: id(),
    member_id: id(),
    invitation_id: id(),
    webhook_id: id(),
    delivery_id: id(),
  } as unknown as Holdings
}

let asked = 0
/** Each request comes from a machine of its own: what one route refuses must not lock another. */
function nextAddress(): string {
  asked += 1
  return `10.${(asked >> 16) & 255}.${(asked >> 8) & 255}.${asked & 255}`
}

async function inject({ http }: Server, asking: Asking): Promise<Answer> {
  const { method, url, token, space, json, files, headers } = asking
  const sent = files === undefined ? undefined : await multipart(files)
  const reply = await http.app.inject({
    method,
    remoteAddress: nextAddress(),
    url,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(space === undefined ? {} : { 'x-kinfolio-space': space }),
      ...(sent === undefined ? {} : { 'content-type': sent.type }),
      ...headers,
    },
    ...(sent === undefined ? (json === undefined ? {} : { payload: json }) : { payload: sent.bytes }),
  })
  return {
    status: reply.statusCode,
    headers: reply.headers,
    body: reply.body,
    raw: reply.rawPayload,
    json: () => reply.json(),
  }
}

async function multipart(files: Record<string, string>): Promise<{ type: string; bytes: Buffer }> {
  const form = new FormData()
  for (const [path, text] of Object.entries(files)) form.append('files', new Blob([Buffer.from(text, 'latin1')]), path)
  const request = new Response(form)
  return { type: request.headers.get('content-type') ?? '', bytes: Buffer.from(await request.arrayBuffer()) }
}
