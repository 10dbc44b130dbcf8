import {
  type BodyOf,
  type createInvitation as contract,
  type Invitation,
  invitationId,
  OPEN_CODES_MAX,
  OPEN_INVITATIONS_MAX,
  spaceIsPersonal,
  tooManyInvitations,
} from '@kinfolio/contracts'
import type { Context, Tx } from '../../../kernel/database/index.ts'
import type { Actor } from '../../../kernel/http/index.ts'
import { newId } from '../../../kernel/ids.ts'
import { recordAudit } from '../../accounts/index.ts'
import { lockSpace } from '../lock-space.ts'
import { messages } from '../messages.ts'
import { requirePermission } from '../require-permission.ts'
import type { SpaceDeps } from '../space-deps.ts'
import { personInvited } from '../spaces.events.ts'
import { findFreeCode } from './free-code.ts'
import { hashSecret, makeToken } from './invitation-secret.ts'
import { countOpenInvitations, insertInvitation, listOpenInvitations } from './invitation.queries.ts'

type Wish = BodyOf<typeof contract>
export type NewInvitation = { actor: Actor; context: Context; wish: Wish; address: string }
export type MadeInvitation = { invitation: Invitation; secret: string | null }

const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000

/** The secret is told once, here; what is kept is its hash. One for mail is made when the mail is sent. */
export async function createInvitation(deps: SpaceDeps, input: NewInvitation): Promise<MadeInvitation> {
  const { actor, wish } = input
  requirePermission(actor, 'invite people')
  const now = deps.clock.now()
  return deps.database.write(input.context, async (tx) => {
    const space = await lockSpace(tx, actor)
    requirePermission({ role: space.myRole }, 'invite people')
    if (space.kind === 'personal') throw spaceIsPersonal({ space_id: space.id })
    await requireFewOpen(tx, { actor, now, wish })
    const secret = wish.kind === 'mail' ? null : wish.kind === 'code' ? await findFreeCode(tx) : makeToken()
    const id = newId(invitationId)
    await insertInvitation(tx, {
      id,
      space_id: space.id,
      kind: wish.kind,
      role: wish.role,
      email: wish.kind === 'mail' ? wish.email : null,
      secret_sha256: secret === null ? null : hashSecret(secret),
      invited_by: actor.userId,
      created_at: now,
      expires_at: endOf(wish, now),
      uses_max: wish.kind === 'link' ? wish.uses_max : 1,
    })
    await tell(deps, { tx, ...input, id })
    const made = (await listOpenInvitations(tx, { spaceId: space.id, now })).find((one) => one.id === id)
    if (made === undefined) throw new TypeError('an invitation that was just made is open')
    return { invitation: made, secret }
  })
}

function endOf(wish: Wish, now: Date): Date {
  const lifeMs = wish.kind === 'code' ? wish.life_minutes * MINUTE_MS : wish.life_hours * HOUR_MS
  return new Date(now.getTime() + lifeMs)
}

/** Each open code is a chance to guess one, so that there are few of them. */
async function requireFewOpen(tx: Tx, { actor, now, wish }: { actor: Actor; now: Date; wish: Wish }): Promise<void> {
  const at = { spaceId: actor.spaceId, now }
  if ((await countOpenInvitations(tx, at)) >= OPEN_INVITATIONS_MAX)
    throw tooManyInvitations({ limit_invitations: OPEN_INVITATIONS_MAX })
  if (wish.kind === 'code' && (await countOpenInvitations(tx, { ...at, kind: 'code' })) >= OPEN_CODES_MAX)
    throw tooManyInvitations({ limit_invitations: OPEN_CODES_MAX })
}

async function tell(deps: SpaceDeps, at: NewInvitation & { tx: Tx; id: Invitation['id'] }): Promise<void> {
  const { tx, actor, wish, id, address } = at
  const { spaceId, userId } = actor
  const object = { kind: 'invitation', id }
  await recordAudit(tx, { action: 'invitation.created', actorId: userId, spaceId, object, address })
  if (wish.kind === 'mail')
    await deps.events.announce(tx, personInvited, {
      spaceId,
      onBehalfOf: userId,
      title: messages.sendingInvitation,
      body: { space_id: spaceId, invitation_id: id, email: wish.email },
    })
  await deps.personLog.append(tx, { spaceId, events: [{ kind: 'space.changed', ids: { space_id: spaceId } }] })
}
