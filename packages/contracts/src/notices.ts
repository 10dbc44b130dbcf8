import { z } from 'zod'
import { memberRole } from './accounts.ts'
import { mailId, noticeId, spaceId, userId } from './ids.ts'
import { mailNotFound } from './problems/notices.ts'
import { listQuery, nextCursor, route } from './route.ts'

/** What a person can be told. Security kinds tell of the account; nobody can switch their mails off. */
export const noticeKind = z.enum([
  'signed-in-somewhere-new',
  'password-changed',
  'email-change-asked',
  'email-changed',
  'passkey-added',
  'passkey-removed',
  'passkey-copied',
  'second-factor-on',
  'second-factor-off',
  'recovery-codes-used',
  'api-key-made',
  'identity-linked',
  'identity-unlinked',
  'sessions-ended',
  'refresh-token-reused',
  'sign-in-denied',
  'deletion-asked',
  'deletion-taken-back',
  'member-joined',
  'member-left',
  'removed-from-space',
  'role-changed',
  'space-handed-over',
  'quota-nearly-used',
  'quota-used-up',
  'webhook-switched-off',
])
export type NoticeKind = z.infer<typeof noticeKind>

/** What a notice is about: ids and single words, never content. Which of them there are depends on the kind. */
export const noticeParams = z.object({
  /** The address and the program of whoever did it. */
  address: z.string().nullable(),
  user_agent: z.string().nullable(),
  /** As the space was called then: who was removed from it can no longer ask. */
  space_name: z.string().nullable(),
  user_id: userId.nullable(),
  role: memberRole.nullable(),
  /** The kind of quota. */
  quota: z.string().nullable(),
  reset_at: z.iso.datetime().nullable(),
  /** The name of the server that an outgoing webhook goes to. */
  host: z.string().nullable(),
})
export type NoticeParams = z.infer<typeof noticeParams>

export const notice = z.object({
  id: noticeId,
  kind: noticeKind,
  space_id: spaceId.nullable(),
  params: noticeParams,
  /** The person it names, as long as one shares a space with them. */
  person_name: z.string().nullable(),
  created_at: z.iso.datetime(),
  read_at: z.iso.datetime().nullable(),
})
export type Notice = z.infer<typeof notice>

export const NOTICES_READ_AT_ONCE_MAX = 200

export const listNotices = route({
  method: 'GET',
  path: '/api/notices',
  summary: 'What the person was told, newest first, and how much of it is unread',
  tag: 'notices',
  access: 'person',
  query: z.object({ ...listQuery, unread: z.stringbool().optional() }),
  answer: z.object({ notices: z.array(notice), unread: z.int(), next_cursor: nextCursor }),
  problems: [],
})

export const readNotices = route({
  method: 'POST',
  path: '/api/notices/read',
  summary: 'Mark these notices as read, or all of them',
  tag: 'notices',
  access: 'person',
  /** Without ids all are meant. */
  body: z.object({ notice_ids: z.array(noticeId).max(NOTICES_READ_AT_ONCE_MAX).optional() }),
  answer: z.object({ unread: z.int() }),
  problems: [],
})

/** The mails that a person may do without. */
export const mailTopic = z.enum(['members', 'quotas', 'webhooks'])
export type MailTopic = z.infer<typeof mailTopic>
export const noticePreferences = z.object({ mail: z.record(mailTopic, z.boolean()) })
export type NoticePreferences = z.infer<typeof noticePreferences>

export const getNoticePreferences = route({
  method: 'GET',
  path: '/api/notice-preferences',
  summary: 'Of what the person gets mails',
  tag: 'notices',
  access: 'person',
  answer: noticePreferences,
  problems: [],
})

export const putNoticePreferences = route({
  method: 'PUT',
  path: '/api/notice-preferences',
  summary: 'Choose of what one gets mails; those about the security of the account always come',
  tag: 'notices',
  access: 'person',
  body: noticePreferences,
  answer: noticePreferences,
  problems: [],
})

/** Mails that come without a notice beside them: they carry a link that only their reader may have. */
export const mailOnlyKind = z.enum(['password-reset-asked', 'email-to-verify', 'registered-again', 'invitation'])
export const mailKind = z.enum([...noticeKind.options, ...mailOnlyKind.options])
export type MailKind = z.infer<typeof mailKind>

export const mailState = z.enum(['waiting', 'sent', 'failed'])
export type MailState = z.infer<typeof mailState>

export const mail = z.object({
  id: mailId,
  kind: mailKind,
  /** To whom an invitation goes; null for mails to the person who asks. */
  address: z.string().nullable(),
  state: mailState,
  attempts: z.int(),
  /** Why it waits or failed, in words. */
  error: z.string().nullable(),
  created_at: z.iso.datetime(),
  sent_at: z.iso.datetime().nullable(),
})
export type Mail = z.infer<typeof mail>

export const listMails = route({
  method: 'GET',
  path: '/api/mails',
  summary: 'Mails to the person and invitations from spaces they manage, and whether mail is set up',
  tag: 'notices',
  access: 'person',
  query: z.object(listQuery),
  answer: z.object({
    is_set_up: z.boolean(),
    /** Of this person's list. */
    waiting: z.int(),
    /** Of everybody on this server; only its owner is told. */
    waiting_in_all: z.int().nullable(),
    mails: z.array(mail),
    next_cursor: nextCursor,
  }),
  problems: [],
})

export const retryMail = route({
  method: 'POST',
  path: '/api/mails/retry',
  summary: 'Try a mail again that failed',
  tag: 'notices',
  access: 'person',
  status: 202,
  body: z.object({ mail_id: mailId }),
  answer: mail,
  problems: [mailNotFound],
})
