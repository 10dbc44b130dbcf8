import { invitationId, mailKind, type MailId, type MailKind, noticeParams } from '@kinfolio/contracts'
import type { z } from 'zod'
import type { Clock } from '../../../kernel/clock.ts'
import type { Database, Tx } from '../../../kernel/database/index.ts'
import { describeFailure, type JobRun } from '../../../kernel/jobs/index.ts'
import { people } from '../../accounts/index.ts'
import { messages, type LetterFacts } from '../messages.ts'
import { composeMail } from './compose-mail.ts'
import type { MintLinks, SecretLink } from './links.port.ts'
import type { Mailer, OutgoingMail } from './mail.port.ts'
import { countAttempt, findMail, markFailed, markSent, setMailJob, type MailRow } from './mail.queries.ts'

export type SendMailDeps = {
  database: Database
  mailer: Mailer | undefined
  mintLinks: MintLinks
  publicUrl: URL
  clock: Clock
}

const storedParams = noticeParams.extend({ invitation_id: invitationId.nullable() }).partial()
type Params = z.infer<typeof storedParams>
/** What cannot be sent any more, and why. */
type Dropped = { why: string }

/**
 * Writes a mail and hands it over. It is marked as sent in the transaction that ends its job, so that it goes out once;
 * only when the server dies between the mail server's yes and that transaction does it go out again, under the same
 * Message-ID, by which mailboxes drop the second.
 */
export async function sendMail(deps: SendMailDeps, input: { mailId: MailId; run: JobRun }): Promise<void> {
  const { mailId, run } = input
  const { database, mailer } = deps
  const mail = await database.read(run.context, async (db) => findMail(db, mailId))
  if (mail?.state !== 'waiting') return
  // Set up no longer: it waits without a job, as others do.
  if (mailer === undefined) return run.finish(async (tx) => setMailJob(tx, { mailId, jobId: null }))

  const written = await writeMail(deps, { mail, run })
  if ('why' in written) return run.finish(async (tx) => markFailed(tx, { mailId, error: written.why }))
  try {
    await mailer.send(written, run.signal)
  } catch (error) {
    await database.write(run.context, async (tx) => countAttempt(tx, { mailId, error: describeFailure(error) }))
    throw error
  }
  await run.finish(async (tx) => markSent(tx, mailId))
}

/** The last try failed, or there is no point in another. */
export async function giveUpMail(_deps: SendMailDeps, input: { tx: Tx; mailId: MailId; error: string }): Promise<void> {
  await markFailed(input.tx, input)
}

async function writeMail(
  deps: SendMailDeps,
  { mail, run }: { mail: MailRow; run: JobRun },
): Promise<OutgoingMail | Dropped> {
  if (mail.expires_at !== null && mail.expires_at <= deps.clock.now()) return { why: messages.mailTooOld }
  const kind = mailKind.parse(mail.kind)
  const params = storedParams.safeParse(mail.params).data ?? {}
  return deps.database.write(run.context, async (tx) => {
    const reader = await readerOf(tx, mail)
    if (reader === undefined) return { why: messages.mailWithoutReader }
    const mintedOr = await mint(deps, { tx, kind, mail, params })
    if (mintedOr === 'none left') return { why: messages.mailWithoutLink }
    const minted = mintedOr === 'none needed' ? undefined : mintedOr
    const facts = factsOf({ mail, params, minted, name: reader.name })
    const address = minted?.to ?? reader.address
    return composeMail({ id: mail.id, kind, address, facts, publicUrl: deps.publicUrl })
  })
}

type Reader = { address: string; name: string | undefined }

async function readerOf(tx: Tx, mail: MailRow): Promise<Reader | undefined> {
  if (mail.address !== null) return { address: mail.address, name: undefined }
  const user = mail.user_id === null ? undefined : await people.find(tx, mail.user_id)
  return user && { address: user.email, name: user.name }
}

type Minted = SecretLink & { spaceName?: string; inviter?: string | undefined }

async function mint(
  deps: SendMailDeps,
  at: { tx: Tx; kind: MailKind; mail: MailRow; params: Params },
): Promise<Minted | 'none needed' | 'none left'> {
  const { tx, kind, mail, params } = at
  const toMint = linkOf(deps, { kind, mail, params })
  return toMint === undefined ? 'none needed' : ((await toMint(tx)) ?? 'none left')
}

type Mint = (tx: Tx) => Promise<Minted | undefined>

function linkOf(
  { mintLinks, publicUrl, clock }: SendMailDeps,
  { kind, mail, params }: { kind: MailKind; mail: MailRow; params: Params },
): Mint | undefined {
  const { user_id: userId, space_id: spaceId } = mail
  const at = { publicUrl, now: clock.now() }
  if ((kind === 'password-reset-asked' || kind === 'email-to-verify') && userId !== null) {
    return async (tx) => mintLinks.forPerson(tx, { ...at, userId, kind })
  }
  const invitation = params.invitation_id
  if (kind === 'invitation' && spaceId !== null && invitation != null) {
    return async (tx) => mintLinks.forInvitation(tx, { ...at, invitationId: invitation, spaceId })
  }
  return undefined
}

function factsOf(at: {
  mail: MailRow
  params: Params
  minted: Minted | undefined
  name: string | undefined
}): LetterFacts {
  const { mail, params, minted } = at
  return {
    name: at.name,
    spaceName: minted?.spaceName ?? params.space_name ?? undefined,
    inviter: minted?.inviter,
    role: params.role ?? undefined,
    quota: params.quota ?? undefined,
    resetAt: params.reset_at == null ? undefined : inWords(new Date(params.reset_at)),
    host: params.host ?? undefined,
    address: params.address ?? undefined,
    userAgent: params.user_agent ?? undefined,
    at: inWords(mail.created_at),
    link: minted?.url,
    linkEnds: minted && inWords(minted.expiresAt),
  }
}

/** In the zone of the server, which is the household's. */
function inWords(moment: Date): string {
  return new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short' }).format(moment)
}
