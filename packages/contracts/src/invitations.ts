import { z } from 'zod'
import { memberRole, space } from './accounts.ts'
import { invitationId } from './ids.ts'
import { quotaExceeded } from './problems/quotas.ts'
import { tooManyAttempts } from './problems/accounts.ts'
import { invitationNotFound, invitationUnusable, spaceIsPersonal, tooManyInvitations } from './problems/spaces.ts'
import { route } from './route.ts'

/** Six digits are a million guesses: they live for minutes, work once, and die of too many wrong ones. */
export const CODE_LENGTH = 6
export const CODE_LIFE_MINUTES_MAX = 15
export const LINK_LIFE_HOURS_DEFAULT = 7 * 24
export const LINK_LIFE_HOURS_MAX = 30 * 24
export const INVITATION_USES_MAX = 20
/** Open invitations of one space, and open codes among them. */
export const OPEN_INVITATIONS_MAX = 50
export const OPEN_CODES_MAX = 5
/** Where a link leads; its secret follows behind `#`, so that no server, proxy or log sees it. */
export const JOIN_PATH = '/dashboard/join'

/** Nobody is invited as an owner: a space is handed over to somebody who is in it. */
export const invitedRole = memberRole.exclude(['owner'])
export type InvitedRole = z.infer<typeof invitedRole>
export const invitationKind = z.enum(['link', 'code', 'mail'])
export type InvitationKind = z.infer<typeof invitationKind>

export const invitation = z.object({
  id: invitationId,
  kind: invitationKind,
  role: invitedRole,
  /** Whom it was sent to; null but for mail. */
  email: z.string().nullable(),
  /** The name of who invites; null once they are gone. */
  invited_by: z.string().nullable(),
  created_at: z.iso.datetime(),
  expires_at: z.iso.datetime(),
  uses: z.int(),
  uses_max: z.int(),
})
export type Invitation = z.infer<typeof invitation>

const lifeHours = z.number().int().min(1).max(LINK_LIFE_HOURS_MAX).default(LINK_LIFE_HOURS_DEFAULT)

export const createInvitation = route({
  method: 'POST',
  path: '/api/invitations',
  summary: 'Invite into the space, by link, six-digit code or mail; nobody above one’s own role up to admin',
  tag: 'spaces',
  access: 'space',
  scope: 'manage',
  status: 201,
  body: z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('link'),
      role: invitedRole,
      life_hours: lifeHours,
      uses_max: z.number().int().min(1).max(INVITATION_USES_MAX).default(1),
    }),
    z.object({
      kind: z.literal('code'),
      role: invitedRole,
      life_minutes: z.number().int().min(1).max(CODE_LIFE_MINUTES_MAX).default(CODE_LIFE_MINUTES_MAX),
    }),
    z.object({ kind: z.literal('mail'), role: invitedRole, email: z.email().max(254), life_hours: lifeHours }),
  ]),
  answer: z.object({
    invitation,
    /** The link's token or the six digits, told this once and kept nowhere; null for mail, which carries its own. */
    secret: z.string().nullable(),
  }),
  problems: [spaceIsPersonal, tooManyInvitations],
})

export const listInvitations = route({
  method: 'GET',
  path: '/api/invitations',
  summary: 'The invitations into the space that still work',
  tag: 'spaces',
  access: 'space',
  scope: 'manage',
  answer: z.object({ invitations: z.array(invitation) }),
  problems: [],
})

export const revokeInvitation = route({
  method: 'DELETE',
  path: '/api/invitations/:invitation_id',
  summary: 'Take an invitation back',
  tag: 'spaces',
  access: 'space',
  scope: 'manage',
  status: 204,
  params: z.object({ invitation_id: invitationId }),
  problems: [invitationNotFound],
})

/** A link's token, or a six-digit code, which people type with spaces. */
const secret = z.string().trim().min(CODE_LENGTH).max(100)

export const previewInvitation = route({
  method: 'POST',
  path: '/api/invitations/preview',
  summary: 'What an invitation is for, told to whoever holds it',
  tag: 'spaces',
  access: 'public',
  body: z.object({ code: secret }),
  answer: z.object({ space_name: z.string(), invited_by: z.string().nullable(), role: invitedRole }),
  problems: [invitationUnusable, tooManyAttempts],
  perMinute: 10,
})

export const acceptInvitation = route({
  method: 'POST',
  path: '/api/invitations/accept',
  summary: 'Join the space one is invited into; twice is the same as once',
  tag: 'spaces',
  access: 'person',
  body: z.object({ code: secret }),
  answer: space,
  problems: [invitationUnusable, quotaExceeded, tooManyAttempts],
  perMinute: 10,
})
