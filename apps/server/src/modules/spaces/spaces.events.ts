import { invitationId, memberRole, spaceId, userId } from '@kinfolio/contracts'
import { z } from 'zod'
import { defineEvent } from '../../kernel/events/index.ts'

/** Who belongs to a space changed, for those whom it concerns. */
export const membersChanged = defineEvent(
  'spaces.members-changed',
  z.object({
    space_id: spaceId,
    change: z.enum(['joined', 'left', 'removed', 'role-changed', 'handed-over']),
    /** Whom it is about. */
    user_id: userId,
    role: memberRole.nullable(),
  }),
)

/** Somebody is invited by mail; whoever sends it asks `spaces` for the link at that moment. */
export const personInvited = defineEvent(
  'spaces.person-invited',
  z.object({ space_id: spaceId, invitation_id: invitationId, email: z.email() }),
)

/** A quota reached nine tenths, or its end; told once in each period. */
export const quotaReached = defineEvent(
  'spaces.quota-reached',
  z.object({
    space_id: spaceId,
    kind: z.enum(['pages_read', 'narrated_minutes', 'stored_bytes', 'members']),
    percent: z.union([z.literal(90), z.literal(100)]),
    reset_at: z.iso.datetime().nullable(),
  }),
)
