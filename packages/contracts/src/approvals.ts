import { z } from 'zod'
import { givenPendingId, tokens } from './accounts.ts'
import { approvalId } from './ids.ts'
import { assertion } from './passkeys.ts'
import { tooManyAttempts } from './problems/accounts.ts'
import {
  approvalDenied,
  approvalExpired,
  approvalNotFound,
  approvalSettled,
  approvalUnavailable,
  approvalUnproved,
  numberWrong,
  tooManyPrompts,
} from './problems/approvals.ts'
import { pendingSignInOver } from './problems/doors.ts'
import { route } from './route.ts'

/** The `typ` of a compact JWS by which a device's own key approves. */
export const APPROVAL_TYPE = 'kinfolio-approval+jwt'
/** Two digits, shown on the screen that asks and typed on the one that approves. */
const matchNumber = z.string().regex(/^[1-9]\d$/)

export const approval = z.object({
  id: approvalId,
  action: z.literal('sign-in'),
  /** Part of what is signed: a signature for one request is worth nothing for another. */
  nonce: z.string(),
  /** Where the request comes from. */
  address: z.string(),
  browser: z.string().nullable(),
  system: z.string().nullable(),
  requested_at: z.iso.datetime(),
  expires_at: z.iso.datetime(),
  /** By what this session may approve; none: it may only deny. */
  ways: z.array(z.enum(['passkey', 'device_key'])),
})
export type Approval = z.infer<typeof approval>

/**
 * What an approval is over, as text: the request, the action, the number that the person typed, and the end. Its SHA-256 is
 * the challenge of a passkey, and a device's key signs `{"approves": text}`.
 */
export function approvalText(
  about: Pick<Approval, 'id' | 'action' | 'nonce' | 'expires_at'>,
  { number }: { number: string },
): string {
  return ['kinfolio approval', about.id, about.action, about.nonce, about.expires_at, number].join('\n')
}

const waiting = z.object({ pending_id: givenPendingId })

export const requestApproval = route({
  method: 'POST',
  path: '/api/auth/biometric/request',
  summary: 'Let a waiting sign-in ask the other devices of its account',
  tag: 'accounts',
  access: 'public',
  status: 201,
  body: waiting,
  answer: z.object({
    session_id: approvalId,
    number: matchNumber,
    /** Seconds until it is too late. */
    expires_in: z.int(),
  }),
  problems: [pendingSignInOver, approvalUnavailable, tooManyPrompts, approvalDenied, approvalExpired],
  perMinute: 10,
})

export const awaitApproval = route({
  method: 'POST',
  path: '/api/auth/biometric/wait',
  summary: 'Wait a while for another device, and get the tokens once it approved',
  tag: 'accounts',
  access: 'public',
  body: waiting,
  answer: tokens,
  otherwise: { status: 202, answer: z.object({ number: matchNumber, expires_in: z.int() }) },
  problems: [pendingSignInOver, approvalDenied, approvalExpired, tooManyAttempts],
  perMinute: 30,
})

export const cancelApproval = route({
  method: 'POST',
  path: '/api/auth/biometric/cancel',
  summary: 'Ask the other devices no longer',
  tag: 'accounts',
  access: 'public',
  status: 204,
  body: waiting,
  problems: [pendingSignInOver],
  perMinute: 10,
})

export const listApprovals = route({
  method: 'GET',
  path: '/api/auth/approvals',
  summary: 'Sign-ins on other devices that wait for this person',
  tag: 'accounts',
  access: 'person',
  answer: z.object({ approvals: z.array(approval) }),
  problems: [],
})

export const respondToApproval = route({
  method: 'POST',
  path: '/api/auth/biometric/respond',
  summary: 'Approve a sign-in on another device with a passkey or a device key, or deny it',
  tag: 'accounts',
  access: 'person',
  body: z.object({
    /** The id of the approval. */
    session_id: approvalId,
    approved: z.boolean(),
    number: matchNumber.optional(),
    assertion: assertion.optional(),
    signature: z.string().max(2_000).optional(),
    /** Older clients send it. Nobody believes it: what a client says of itself proves nothing. */
    biometric_verified: z.boolean().optional(),
  }),
  answer: z.object({ outcome: z.enum(['approved', 'denied']) }),
  problems: [approvalNotFound, approvalSettled, approvalExpired, approvalUnproved, numberWrong],
  perMinute: 20,
})

const approvalSettings = z.object({
  /** Whether a sign-in somewhere new waits until another device approves it. */
  asks_when_new: z.boolean(),
  /** Whether a device that is signed in could approve now. */
  can_be_asked: z.boolean(),
})

export const getApprovalSettings = route({
  method: 'GET',
  path: '/api/auth/approval-settings',
  summary: 'Whether sign-ins somewhere new ask another device',
  tag: 'accounts',
  access: 'person',
  answer: approvalSettings,
  problems: [],
})

export const changeApprovalSettings = route({
  method: 'PUT',
  path: '/api/auth/approval-settings',
  summary: 'Let sign-ins somewhere new ask another device, or no longer',
  tag: 'accounts',
  access: 'person',
  stepUp: true,
  body: z.object({ asks_when_new: z.boolean() }),
  answer: approvalSettings,
  problems: [approvalUnavailable],
})
