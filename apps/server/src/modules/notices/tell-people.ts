import {
  mailId,
  noticeId,
  type MailKind,
  type NoticeParams,
  type SpaceId,
  type UserId,
  noticeKind,
} from '@kinfolio/contracts'
import type { Clock } from '../../kernel/clock.ts'
import { type Database, SWEEP, type Tx } from '../../kernel/database/index.ts'
import type { PersonLog } from '../../kernel/events/index.ts'
import { newId } from '../../kernel/ids.ts'
import { enqueueMails, type MailQueue } from './mail/enqueue-mails.ts'
import { insertMails, listUnwanted } from './mail/mail.queries.ts'
import { insertNotices } from './notice.queries.ts'
import { expiryOf, type Rule } from './notice-rules.ts'

export type TellDeps = MailQueue & { database: Database; personLog: PersonLog; clock: Clock }

/** What stands in a row: only what there is to say. */
export type StoredParams = { [Name in keyof NoticeParams]?: NonNullable<NoticeParams[Name]> }

export type Telling = {
  rule: Rule
  /** One for each event: who hears of it twice is told once. */
  eventKey: string
  userIds: readonly UserId[]
  spaceId: SpaceId | undefined
  params: StoredParams
}

/**
 * Writes what people are told, in a transaction of the sweep: it is about several people at once, and a job works for one.
 * Doing it again does nothing.
 */
export async function tellPeople(deps: TellDeps, telling: Telling): Promise<void> {
  if (telling.userIds.length === 0) return
  await deps.database.write(SWEEP, async (tx) => {
    await tellInApp(deps, { tx, telling })
    await tellByMail(deps, { tx, telling })
  })
}

async function tellInApp(deps: TellDeps, { tx, telling }: { tx: Tx; telling: Telling }): Promise<void> {
  const { rule, eventKey, userIds, spaceId, params } = telling
  if (!rule.hasNotice) return
  const kind = noticeKind.parse(rule.kind)
  const rows = userIds.map((userId) => ({ id: newId(noticeId), userId, spaceId, kind, params, eventKey }))
  for (const row of await insertNotices(tx, rows)) {
    const ids = { notice_id: row.id }
    await deps.personLog.appendFor(tx, { userIds: [row.user_id], events: [{ kind: 'notice.created', ids }] })
  }
}

async function tellByMail(deps: TellDeps, { tx, telling }: { tx: Tx; telling: Telling }): Promise<void> {
  const { rule, eventKey, userIds, spaceId, params } = telling
  if (rule.mail === 'never') return
  const unwanted = rule.mail === 'always' ? new Set<UserId>() : await listUnwanted(tx, { userIds, topic: rule.mail })
  const rows = userIds
    .filter((userId) => !unwanted.has(userId))
    .map((userId) => ({ ...newMail(deps, rule.kind), userId, spaceId, address: undefined, params, eventKey }))
  await enqueueMails(deps, { tx, mails: await insertMails(tx, rows) })
}

/** An invitation goes to an address, of which nobody knows yet whose it is. */
export async function mailToAddress(
  deps: TellDeps,
  at: { spaceId: SpaceId; address: string; eventKey: string; params: object },
): Promise<void> {
  await deps.database.write(SWEEP, async (tx) => {
    const row = { ...newMail(deps, 'invitation'), userId: undefined, ...at }
    await enqueueMails(deps, { tx, mails: await insertMails(tx, [row]) })
  })
}

function newMail({ clock }: Pick<TellDeps, 'clock'>, kind: MailKind) {
  return { id: newId(mailId), kind, expiresAt: expiryOf(kind, clock.now()) }
}
