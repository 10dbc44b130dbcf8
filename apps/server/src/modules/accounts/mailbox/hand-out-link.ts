import type { AuditAction } from '@kinfolio/contracts'
import type { Clock } from '../../../kernel/clock.ts'
import { type Database, SIGN_IN } from '../../../kernel/database/index.ts'
import { recordAudit } from '../audit.queries.ts'
import { findMailbox, type LinkPurpose } from './mailbox.queries.ts'
import { mintSecretLink, type SecretLink } from './secret-link.ts'

type HandOutDeps = { database: Database; clock: Clock }
type HandOutWish = { email: string; purpose: LinkPurpose; publicUrl: string }

const ACTIONS: Record<LinkPurpose, AuditAction> = {
  'reset-password': 'password.link-handed-out',
  'verify-email': 'email.link-handed-out',
}

/**
 * Makes a link for whoever runs the server to hand to a person themselves: where no mail is sent, or none arrives. It is
 * the link that a mail would bring, so that nothing changes until it is used; the person finds it in their log.
 */
export async function handOutLink(
  { database, clock }: HandOutDeps,
  { email, purpose, publicUrl }: HandOutWish,
): Promise<SecretLink | 'nobody' | 'nothing-to-prove'> {
  const mailbox = await database.read(SIGN_IN, async (db) => findMailbox(db, email.trim()))
  if (mailbox === undefined) return 'nobody'
  const userId = mailbox.user_id
  return database.write({ kind: 'job', spaceId: undefined, onBehalfOf: userId }, async (tx) => {
    const link = await mintSecretLink(tx, { userId, purpose, publicUrl, now: clock.now() })
    if (link === undefined) return 'nothing-to-prove'
    await recordAudit(tx, { action: ACTIONS[purpose], actorId: undefined, userId })
    return link
  })
}
