import { mailTopic, type MailKind, type MailTopic, type NoticeKind } from '@kinfolio/contracts'
import type { z } from 'zod'
import type { accountChanged } from '../accounts/index.ts'
import type { membersChanged } from '../spaces/index.ts'

/** Who is told of something: the person it happened to, or those who manage the space. */
export type Audience = 'the person' | 'owners and admins'

/** How one kind of event is told. */
export type Rule = {
  kind: MailKind
  to: Audience
  hasNotice: boolean
  /** Whether a mail goes out; a topic can be switched off by its reader, `always` cannot. */
  mail: 'never' | 'always' | MailTopic
}

const HOUR_MS = 3_600_000
/** A mail that waited longer than this is not sent any more: what it tells is history. */
const MAIL_WAITS_MS_MAX = 14 * 24 * HOUR_MS
/** Mails whose link holds for less: as long as the one who asked for it may still wait for it. */
const WAITS_MS: Partial<Record<MailKind, number>> = {
  'password-reset-asked': HOUR_MS,
  'email-to-verify': 72 * HOUR_MS,
}

export function expiryOf(kind: MailKind, now: Date): Date {
  return new Date(now.getTime() + (WAITS_MS[kind] ?? MAIL_WAITS_MS_MAX))
}

type AccountChange = z.infer<typeof accountChanged.body>['change']

/** Everything about an account is told to its person alone. Links with a secret come by mail only. */
const accountRules: Record<AccountChange, { hasNotice: boolean; hasMail: boolean }> = {
  'signed-in-somewhere-new': { hasNotice: true, hasMail: true },
  'password-changed': { hasNotice: true, hasMail: true },
  'password-reset-asked': { hasNotice: false, hasMail: true },
  'email-to-verify': { hasNotice: false, hasMail: true },
  // Whoever it was must not learn that there is an account; its person does.
  'registered-again': { hasNotice: false, hasMail: true },
  'email-change-asked': { hasNotice: true, hasMail: true },
  'email-changed': { hasNotice: true, hasMail: true },
  'passkey-added': { hasNotice: true, hasMail: true },
  'passkey-removed': { hasNotice: true, hasMail: true },
  'passkey-copied': { hasNotice: true, hasMail: true },
  'second-factor-on': { hasNotice: true, hasMail: true },
  'second-factor-off': { hasNotice: true, hasMail: true },
  'recovery-codes-used': { hasNotice: true, hasMail: true },
  'api-key-made': { hasNotice: true, hasMail: true },
  'identity-linked': { hasNotice: true, hasMail: true },
  'identity-unlinked': { hasNotice: true, hasMail: true },
  // The person mostly ends them; a mail for each would teach to overlook the others.
  'sessions-ended': { hasNotice: true, hasMail: false },
  'refresh-token-reused': { hasNotice: true, hasMail: true },
  'sign-in-denied': { hasNotice: true, hasMail: true },
  'deletion-asked': { hasNotice: true, hasMail: true },
  'deletion-taken-back': { hasNotice: true, hasMail: true },
}

export function ruleOfAccountChange(change: AccountChange): Rule {
  const { hasNotice, hasMail } = accountRules[change]
  return { kind: change, to: 'the person', hasNotice, mail: hasMail ? 'always' : 'never' }
}

type MembersChange = z.infer<typeof membersChanged.body>['change']

const membersRules: Record<MembersChange, Omit<Rule, 'hasNotice'>> = {
  joined: { kind: 'member-joined', to: 'owners and admins', mail: 'never' },
  left: { kind: 'member-left', to: 'owners and admins', mail: 'never' },
  removed: { kind: 'removed-from-space', to: 'the person', mail: 'members' },
  'role-changed': { kind: 'role-changed', to: 'the person', mail: 'never' },
  'handed-over': { kind: 'space-handed-over', to: 'the person', mail: 'members' },
}

export function ruleOfMembersChange(change: MembersChange): Rule {
  return { ...membersRules[change], hasNotice: true }
}

export function ruleOfQuota(percent: 90 | 100): Rule {
  const kind: NoticeKind = percent === 100 ? 'quota-used-up' : 'quota-nearly-used'
  return { kind, to: 'owners and admins', hasNotice: true, mail: 'quotas' }
}

export const webhookOffRule: Rule = {
  kind: 'webhook-switched-off',
  to: 'owners and admins',
  hasNotice: true,
  mail: 'webhooks',
}

const topics: Partial<Record<MailKind, MailTopic>> = {
  'removed-from-space': 'members',
  'space-handed-over': 'members',
  'quota-nearly-used': 'quotas',
  'quota-used-up': 'quotas',
  'webhook-switched-off': 'webhooks',
}

/** What a reader may switch off; undefined for mails that always come. */
export function topicOf(kind: MailKind): MailTopic | undefined {
  return topics[kind]
}

export const ALL_TOPICS: readonly MailTopic[] = mailTopic.options
