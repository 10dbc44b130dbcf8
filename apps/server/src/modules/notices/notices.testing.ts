import type { SpaceId, UserId } from '@kinfolio/contracts'
import { addMember, createPersonAndSpace, openTestDatabase, type TestDatabase } from '../../../test/database.ts'
import { type DomainEvents, createDomainEvents, createPersonLog, type PersonLog } from '../../kernel/events/index.ts'
import { createJobs, type Jobs } from '../../kernel/jobs/index.ts'
import { createSealer, type Sealer } from '../../kernel/secrets/index.ts'
import { createNotices, type Notices, type NoticesDeps } from './create-notices.ts'
import { handleNoticeJobs } from './handle-jobs.ts'
import { createScriptedMailer, type MailTrouble } from './mail/adapters/scripted.ts'
import type { Mailer, OutgoingMail } from './mail/mail.port.ts'
import { createScriptedSender, type SenderScript } from './webhooks/adapters/scripted.ts'

export type NoticesHouse = AsyncDisposable & {
  test: TestDatabase
  notices: Notices
  jobs: Jobs
  events: DomainEvents
  personLog: PersonLog
  sealer: Sealer
  mail: { trouble: MailTrouble; taken: OutgoingMail[] }
  sender: SenderScript
  /** Moves on by hand. */
  clock: { at: Date }
  /** Ids of links that were minted, oldest first. */
  minted: string[]
  /** The same house after a restart with other settings. */
  reopen(change: Partial<NoticesDeps>): Notices
  owner: UserId
  space: SpaceId
  join(role: 'owner' | 'admin' | 'member' | 'view_only', name?: string): Promise<UserId>
}

const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined }

/** A family's house with one owner: real database and jobs, and a mail server and a receiver that do as told. */
export async function openNoticesHouse(
  options: { mailer?: Mailer | 'none'; minting?: NoticesDeps['mintLinks'] } = {},
): Promise<NoticesHouse> {
  await using parts = new AsyncDisposableStack()
  const test = parts.use(await openTestDatabase())
  const { database, ownerUrl } = test
  const mail: NoticesHouse['mail'] = { trouble: 'none', taken: [] }
  const sender: SenderScript = { answer: 200, posted: [] }
  const clock = { at: new Date() }
  const minted: string[] = []
  const kernel = (): { jobs: Jobs; events: DomainEvents; personLog: PersonLog } => {
    const personLog = createPersonLog({ wake: () => undefined })
    const jobs = createJobs({
      database,
      ownerUrl,
      personLog,
      showProgress: () => undefined,
      log: quiet,
      backoffFirstMs: 10,
      pollMs: 30,
    })
    return { personLog, jobs, events: createDomainEvents({ queue: jobs.queue, handle: jobs.handle }) }
  }
  const { jobs, events, personLog } = kernel()
  const { userId: owner, spaceId: space } = await createPersonAndSpace(database, { name: 'Ada', kind: 'family' })
  const sealer = createSealer('a master key of forty characters, or so!!')
  const deps: NoticesDeps = {
    database,
    personLog,
    sealer,
    jobs: jobs.queue,
    clock: { now: () => clock.at },
    mailer: options.mailer === 'none' ? undefined : (options.mailer ?? createScriptedMailer(mail)),
    mintLinks: options.minting ?? countedLinks(minted),
    publicUrl: new URL('https://home.example.org'),
    sender: createScriptedSender(sender),
    random: () => 0,
    findServerOwner: async () => ({ userId: owner }),
  }
  const notices = createNotices(deps)
  handleNoticeJobs(notices, { jobs, events, telling: deps })
  await jobs.start()
  parts.defer(async () => jobs.stop())
  const running = parts.move()
  return {
    test,
    notices,
    jobs,
    events,
    personLog,
    sealer,
    mail,
    sender,
    clock,
    minted,
    owner,
    space,
    reopen: (change) => createNotices({ ...deps, ...change }),
    join: async (role, name = 'Relative') => {
      const { userId } = await createPersonAndSpace(database, { name })
      await addMember(database, { userId, spaceId: space, role })
      return userId
    },
    [Symbol.asyncDispose]: async () => running.disposeAsync(),
  }
}

function countedLinks(minted: string[]): NoticesDeps['mintLinks'] {
  const make = (what: string, now: Date) => {
    minted.push(`${what} ${minted.length + 1}`)
    const url = `https://home.example.org/dashboard/${what}#token=secret-${minted.length}`
    return { url, expiresAt: new Date(now.getTime() + 3_600_000) }
  }
  return {
    forPerson: async (_tx, { kind, now }) => ({ ...make(kind, now), to: 'proved@example.org' }),
    forInvitation: async (_tx, { now }) => ({
      ...make('invitation', now),
      to: 'may@example.org',
      spaceName: 'The Mays',
      inviter: 'Ada',
    }),
  }
}

const PATIENCE_MS = 20_000

/** Asks again and again until the answer is as wanted; fails with the last one. */
export async function until<Answer>(ask: () => Promise<Answer>, is: (answer: Answer) => boolean): Promise<Answer> {
  for (const end = performance.now() + PATIENCE_MS; ;) {
    const answer = await ask()
    if (is(answer)) return answer
    if (performance.now() > end) throw new Error(`it stayed ${JSON.stringify(answer)}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

export const asPerson = (userId: UserId) => ({ context: { kind: 'person', userId } as const, userId })
