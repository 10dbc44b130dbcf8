import type { MailKind } from '@kinfolio/contracts'

/** What a mail can be about; which of it there is depends on the kind. */
export type LetterFacts = {
  /** Of the one who gets it; none for an address that is invited. */
  name: string | undefined
  spaceName: string | undefined
  /** Who invites. */
  inviter: string | undefined
  role: string | undefined
  quota: string | undefined
  resetAt: string | undefined
  host: string | undefined
  /** Where it happened: an address of the network, and a program. */
  address: string | undefined
  userAgent: string | undefined
  /** When the event was. */
  at: string
  /** A secret link, minted for this mail. */
  link: string | undefined
  linkEnds: string | undefined
}

/** A mail without its form: what it says, and the one thing to do about it. */
export type Letter = {
  subject: string
  lines: string[]
  action?: { label: string; path: string } | { label: string; url: string }
}

type Writer = (facts: LetterFacts) => Letter

const space = ({ spaceName }: LetterFacts): string =>
  spaceName === undefined ? 'your family’s space' : `“${spaceName}”`
const inSubject = ({ spaceName }: LetterFacts): string => spaceName ?? 'your family’s space'

const quotas: Record<string, string> = {
  pages_read: 'pages read this month',
  narrated_minutes: 'narrated minutes this month',
  stored_bytes: 'storage',
  members: 'members',
}
const quotaOf = ({ quota }: LetterFacts): string => quotas[quota ?? ''] ?? 'a limit of the plan'

const toSecurity = { label: 'Look at how you sign in', path: '/dashboard/settings' }
const IF_NOT_YOU = 'If this was not you, change your password and end all sessions in the settings at once.'

/** About the account: what happened, from where, and what to do when it was somebody else. */
const security =
  (subject: string, happened: string): Writer =>
  (facts) => ({
    subject,
    lines: [happened, whereFrom(facts), IF_NOT_YOU].filter((line) => line !== ''),
    action: toSecurity,
  })

function whereFrom({ at, address, userAgent }: LetterFacts): string {
  const from = [userAgent, address].filter((part) => part !== undefined && part !== '').join(', ')
  return from === '' ? `It happened on ${at}.` : `It happened on ${at}, from ${from}.`
}

const letters: Record<MailKind, Writer> = {
  'signed-in-somewhere-new': security(
    'A new sign-in to your account',
    'Somebody signed in to your account from where you have not been before.',
  ),
  'password-changed': security('Your password was changed', 'The password of your account was changed.'),
  'registered-again': () => ({
    subject: 'You have an account already',
    lines: [
      'Somebody, most likely you, wanted to make an account with this address. You have one: sign in with it.',
      'If you do not remember your password, ask for a new one where you sign in. If it was not you, do nothing.',
    ],
    action: { label: 'Sign in', path: '/dashboard/sign-in' },
  }),
  'email-change-asked': security(
    'Another address is to be yours',
    'A new e-mail address was given for your account. It counts once it is proved; until then everything stays as it is.',
  ),
  'email-changed': security('Your address was changed', 'This is the e-mail address of your account from now on.'),
  'passkey-added': security('A passkey was added', 'A passkey was added to your account; it can sign in from now on.'),
  'passkey-removed': security('A passkey was removed', 'A passkey was removed from your account.'),
  'passkey-copied': security(
    'A copied passkey was refused',
    'Somebody tried to sign in to your account with what looks like a copy of one of your passkeys. It was refused: remove that passkey, and make a new one.',
  ),
  'second-factor-on': security('Codes are asked for now', 'Signing in to your account asks for a code from now on.'),
  'second-factor-off': security(
    'Codes are no longer asked for',
    'Signing in to your account no longer asks for a code.',
  ),
  'recovery-codes-used': security(
    'A recovery code was used',
    'Somebody signed in to your account with one of your recovery codes. It works no more; make new ones when few are left.',
  ),
  'api-key-made': security('An API key was made', 'An API key was made for your account.'),
  'identity-linked': security(
    'Another service can sign you in',
    'An account of another service was linked to yours; it can sign in from now on.',
  ),
  'identity-unlinked': security(
    'A service can no longer sign you in',
    'An account of another service was unlinked from yours; it cannot sign in any more.',
  ),
  'sessions-ended': security('Sessions were ended', 'Sessions of your account were ended.'),
  'refresh-token-reused': security(
    'A session was ended because it looked copied',
    'A token of one of your sessions was used twice, as happens when somebody copies it. The session was ended to be safe.',
  ),
  'sign-in-denied': security('A sign-in was denied', 'A sign-in to your account was denied on one of your devices.'),
  'deletion-asked': security(
    'Your account will be deleted',
    'The deletion of your account was asked for. Until it is carried out you can take it back in the settings.',
  ),
  'deletion-taken-back': security(
    'Your account stays',
    'The deletion of your account was taken back. Everything stays.',
  ),
  'password-reset-asked': (facts) => ({
    subject: 'Choose a new password',
    lines: [
      'Somebody, most likely you, asked for a new password for your account.',
      `The link works once${until(facts)}.`,
      'If it was not you, do nothing: your password stays as it is.',
    ],
    ...linkTo('Choose a new password', facts),
  }),
  'email-to-verify': (facts) => ({
    subject: 'Is this your address?',
    lines: [
      'This address was given for an account. Say that it is yours, so that we can reach you here.',
      `The link works once${until(facts)}.`,
      'If you know nothing of it, do nothing.',
    ],
    ...linkTo('Yes, it is mine', facts),
  }),
  invitation: (facts) => ({
    subject: `${facts.inviter ?? 'Somebody'} invites you to ${inSubject(facts)}`,
    lines: [
      `${facts.inviter ?? 'Somebody'} would like to share ${space(facts)} with you: a family’s handwriting, letters and memories, in one place of its own.`,
      `The link is for you alone${until(facts)}.`,
      'If you do not know who this is, do nothing.',
    ],
    ...linkTo('Look at the invitation', facts),
  }),
  'member-joined': (facts) => ({
    subject: `Somebody joined ${inSubject(facts)}`,
    lines: [`Somebody joined ${space(facts)}.`],
  }),
  'member-left': (facts) => ({
    subject: `Somebody left ${inSubject(facts)}`,
    lines: [`Somebody left ${space(facts)}.`],
  }),
  'removed-from-space': (facts) => ({
    subject: `You are no longer in ${inSubject(facts)}`,
    lines: [
      `Somebody who manages ${space(facts)} removed you from it. You can no longer see what is in it.`,
      'Your own space and everything in it is untouched.',
    ],
  }),
  'role-changed': (facts) => ({
    subject: `Your role in ${inSubject(facts)} changed`,
    lines: [`Your role in ${space(facts)} is now: ${(facts.role ?? 'another one').replace('_', ' ')}.`],
  }),
  'space-handed-over': (facts) => ({
    subject: `${inSubject(facts)} is yours now`,
    lines: [`${space(facts)} was handed over to you: you are its owner now.`],
  }),
  'quota-nearly-used': (facts) => ({
    subject: `${inSubject(facts)}: nine tenths are used`,
    lines: [`In ${space(facts)}, nine tenths of this are used: ${quotaOf(facts)}.`, ...resets(facts)],
    action: { label: 'Look at the usage', path: '/dashboard/settings' },
  }),
  'quota-used-up': (facts) => ({
    subject: `${inSubject(facts)}: a limit is reached`,
    lines: [
      `In ${space(facts)} this is used up: ${quotaOf(facts)}.`,
      'Nothing is lost: what comes in is kept and waits, and what is there can be read and exported as ever.',
      ...resets(facts),
    ],
    action: { label: 'Look at the usage', path: '/dashboard/settings' },
  }),
  'webhook-switched-off': (facts) => ({
    subject: `A webhook to ${facts.host ?? 'another server'} was switched off`,
    lines: [
      `Messages from ${space(facts)} to ${facts.host ?? 'another server'} could not be delivered for days, so that no more are sent.`,
      'Once the other side answers again, switch it on in the settings.',
    ],
    action: { label: 'Look at the webhooks', path: '/dashboard/settings/webhooks' },
  }),
}

function until({ linkEnds }: LetterFacts): string {
  return linkEnds === undefined ? '' : `, until ${linkEnds}`
}

function resets({ resetAt }: LetterFacts): string[] {
  return resetAt === undefined ? [] : [`It begins anew on ${resetAt}.`]
}

function linkTo(label: string, { link }: LetterFacts): Pick<Letter, 'action'> {
  return link === undefined ? {} : { action: { label, url: link } }
}

type SmtpAnswer = { who: string; said: string | undefined }
const quoted = (said: string | undefined): string => (said === undefined ? '' : ` (${said})`)

/** Every sentence of this module that a person reads: in mails, beside them, and beside webhooks. */
export const messages = {
  letter: (kind: MailKind, facts: LetterFacts): Letter => letters[kind](facts),
  greeting: (name: string | undefined) => (name === undefined ? 'Good day,' : `Dear ${name},`),
  /** Says where mails come from; a house may have a name of its own one day. */
  signature: (house: string) => `Kinfolio at ${house}`,
  becauseSecurity: 'You get this because it is about the security of your account; such mails always come.',
  becauseWanted: (url: string) => `You can switch such mails off: ${url}`,
  becauseInvited: 'You get this once, because somebody typed your address. No account was made for you.',

  mailJob: 'A mail',
  mailNotSetUp: 'Mail is not set up on this server; it is sent once it is',
  mailTooOld: 'It waited until what it says, or its link, no longer held; it was not sent',
  mailWithoutLink: 'What it was about is no longer open; it was not sent',
  mailWithoutReader: 'Its reader is no longer here',
  mailSignInRefused: ({ who, said }: SmtpAnswer) => `${who} refused our sign-in${quoted(said)}`,
  mailNotSecure: ({ who }: SmtpAnswer) => `${who} offers no safe connection (STARTTLS); nothing was sent`,
  mailServerNotReached: ({ who }: SmtpAnswer) => `${who} could not be reached, or broke off`,
  mailRefused: ({ who, said }: SmtpAnswer) => `${who} refused the mail${quoted(said)}`,
  mailPutOff: ({ who, said }: SmtpAnswer) => `${who} put the mail off${quoted(said)}`,

  webhookJob: (host: string) => `A message to ${host}`,
  webhookAnswered: (host: string, status: number) => `${host} answered ${status}`,
  webhookSentOn: (host: string, status: number) =>
    `${host} wanted to send the message on (${status}); redirects are not followed`,
  webhookBusy: (host: string) => `${host} is still busy with messages before this one`,
  webhookOff: 'The webhook is switched off',
  webhookUnreadable: 'The secret of this webhook can no longer be opened; make a new one',

  cursorForeign: 'is none that this list has handed out',
}
