import {
  type AnswerInputOf,
  invalidRequest,
  type listMails as listMailsRoute,
  mailId,
  mailKind,
  mailNotFound,
  type Mail,
  type MailId,
  type UserId,
} from '@kinfolio/contracts'
import type { Clock } from '../../../kernel/clock.ts'
import { type Context, type Database, type Db, SWEEP } from '../../../kernel/database/index.ts'
import { messages } from '../messages.ts'
import { expiryOf } from '../notice-rules.ts'
import { enqueueMails, type MailQueue } from './enqueue-mails.ts'
import { findMail, reopenMail, type MailRow } from './mail.queries.ts'

export type ListMailsDeps = MailQueue & {
  database: Database
  clock: Clock
  /** Who runs this server, to be told how many mails wait in all. */
  findServerOwner(input: object): Promise<{ userId: UserId } | undefined>
}
type Reader = { context: Context; userId: UserId }

/** Mails to the person, and invitations of the spaces that they manage; newest first. */
export async function listMails(
  deps: ListMailsDeps,
  input: Reader & { cursor?: string | undefined; limit: number },
): Promise<AnswerInputOf<typeof listMailsRoute>> {
  const before = input.cursor === undefined ? undefined : readCursor(input.cursor)
  const { userId, limit } = input
  const { rows, waiting } = await deps.database.read(input.context, async (db) => {
    const mine = ofReader(db, userId)
    const page = (before === undefined ? mine : mine.where('id', '<', before)).orderBy('id', 'desc').limit(limit + 1)
    return { rows: await page.execute(), waiting: await countWaiting(ofReader(db, userId)) }
  })
  const shown = rows.slice(0, limit)
  return {
    is_set_up: deps.mailer !== undefined,
    waiting,
    waiting_in_all: await countAll(deps, userId),
    mails: shown.map((row) => present(deps, row)),
    next_cursor: rows.length > limit ? (shown.at(-1)?.id ?? null) : null,
  }
}

/** Throws `mail-not-found` for one that is not theirs, or did not fail. */
export async function retryMail(deps: ListMailsDeps, input: Reader & { mailId: MailId }): Promise<Mail> {
  const { mailId: id, userId } = input
  return deps.database.write(input.context, async (tx) => {
    const theirs = await ofReader(tx, userId).where('id', '=', id).executeTakeFirst()
    const expiresAt = (kind: string): Date => expiryOf(mailKind.parse(kind), deps.clock.now())
    const mail = theirs && (await reopenMail(tx, { mailId: id, expiresAt }))
    if (mail === undefined) throw mailNotFound({ mail_id: id })
    await enqueueMails(deps, { tx, mails: [mail] })
    const queued = await findMail(tx, id)
    return present(deps, queued ?? mail)
  })
}

function ofReader(db: Db, userId: UserId) {
  return db
    .selectFrom('mails')
    .selectAll()
    .where((eb) =>
      eb.or([
        eb('user_id', '=', userId),
        eb.and([
          eb('user_id', 'is', null),
          eb(
            'space_id',
            'in',
            eb
              .selectFrom('members')
              .select('members.space_id')
              .where('members.user_id', '=', userId)
              .where('members.role', 'in', ['owner', 'admin']),
          ),
        ]),
      ]),
    )
}

async function countWaiting(mails: ReturnType<typeof ofReader>): Promise<number> {
  const { count } = await mails
    .clearSelect()
    .select((eb) => eb.fn.countAll<string>().as('count'))
    .where('state', '=', 'waiting')
    .executeTakeFirstOrThrow()
  return Number(count)
}

async function countAll(deps: ListMailsDeps, userId: UserId): Promise<number | null> {
  const owner = await deps.findServerOwner({})
  if (owner?.userId !== userId) return null
  return deps.database.read(SWEEP, async (db) => {
    const { count } = await db
      .selectFrom('mails')
      .select((eb) => eb.fn.countAll<string>().as('count'))
      .where('state', '=', 'waiting')
      .executeTakeFirstOrThrow()
    return Number(count)
  })
}

function present({ mailer }: Pick<ListMailsDeps, 'mailer'>, row: MailRow): Mail {
  const isHeldUp = row.state === 'waiting' && mailer === undefined
  return {
    id: row.id,
    kind: mailKind.parse(row.kind),
    address: row.address,
    state: row.state,
    attempts: row.attempts,
    error: isHeldUp ? messages.mailNotSetUp : row.error,
    created_at: row.created_at.toISOString(),
    sent_at: row.sent_at?.toISOString() ?? null,
  }
}

function readCursor(cursor: string): MailId {
  const parsed = mailId.safeParse(cursor)
  if (parsed.success) return parsed.data
  throw invalidRequest({ issues: [{ path: 'cursor', message: messages.cursorForeign }] })
}
