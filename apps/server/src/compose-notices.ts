import type { Config } from './config.ts'
import { systemClock } from './kernel/clock.ts'
import type { Database } from './kernel/database/index.ts'
import type { DomainEvents, PersonLog } from './kernel/events/index.ts'
import type { Jobs, Upkeep } from './kernel/jobs/index.ts'
import type { Sealer } from './kernel/secrets/index.ts'
import { secretLinks } from './modules/accounts/index.ts'
import {
  createNotices,
  handleNoticeJobs,
  type Mailer,
  type MintLinks,
  type Notices,
  openWebhookSender,
} from './modules/notices/index.ts'
import { firstRun, invitations } from './modules/spaces/index.ts'

type Given = {
  config: Config
  database: Database
  jobs: Jobs
  events: DomainEvents
  personLog: PersonLog
  upkeep: Upkeep[]
  sealer: Sealer
  mailer: Mailer | undefined
  stack: AsyncDisposableStack
}

/** Notices, mail and webhooks, with what they do later. */
export function composeNotices(given: Given): Notices {
  const { config, database, events, personLog, sealer, mailer, stack } = given
  const jobs = given.jobs.queue
  const deps = {
    database,
    jobs,
    personLog,
    sealer,
    clock: systemClock,
    mailer,
    mintLinks,
    publicUrl: new URL(config.PUBLIC_URL ?? `http://localhost:${config.PORT}`),
    random: Math.random,
    sender: stack.use(openWebhookSender({ outboundAllow: config.OUTBOUND_ALLOW })),
    findServerOwner: async () => firstRun.findOwner({ database }),
  }
  const notices = createNotices(deps)
  handleNoticeJobs(notices, { jobs: given.jobs, events, telling: deps })
  given.upkeep.push(notices.upkeep)
  return notices
}

const HOUR_MS = 3_600_000

/** What opens something is made by the module that knows what, at the moment its mail is sent. */
const mintLinks: MintLinks = {
  async forPerson(tx, { userId, kind, publicUrl, now }) {
    const purpose = kind === 'email-to-verify' ? 'verify-email' : 'reset-password'
    const link = await secretLinks.mint(tx, { userId, purpose, publicUrl: publicUrl.href, now })
    return link && { url: link.url, to: link.to, expiresAt: new Date(now.getTime() + link.hoursValid * HOUR_MS) }
  },
  async forInvitation(tx, { invitationId: id, spaceId, publicUrl, now }) {
    const link = await invitations.mintLink(tx, { spaceId, id, now })
    if (link === undefined) return undefined
    const { email: to, spaceName, invitedBy, expiresAt } = link
    return { url: new URL(link.path, publicUrl).href, to, spaceName, inviter: invitedBy ?? undefined, expiresAt }
  },
}
