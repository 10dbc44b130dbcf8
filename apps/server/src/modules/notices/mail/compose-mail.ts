import type { MailKind } from '@kinfolio/contracts'
import { messages, type LetterFacts } from '../messages.ts'
import { topicOf } from '../notice-rules.ts'
import type { OutgoingMail } from './mail.port.ts'

export type MailToCompose = {
  id: string
  kind: MailKind
  address: string
  facts: LetterFacts
  /** Where people reach this server. */
  publicUrl: URL
}

/** What people call themselves and their spaces is shown up to here. */
const NAME_LENGTH_MAX = 80
const SUBJECT_LENGTH_MAX = 200
const PREFERENCES_PATH = '/dashboard/settings/notices'

/** Pure: words of the catalogue in the form of a mail, as text and as plain HTML. */
export function composeMail({ id, kind, address, facts, publicUrl }: MailToCompose): OutgoingMail {
  const shown = tidied(facts)
  const letter = messages.letter(kind, shown)
  const isOptional = topicOf(kind) !== undefined
  const preferences = new URL(PREFERENCES_PATH, publicUrl).href
  const parts = {
    greeting: messages.greeting(shown.name),
    lines: letter.lines,
    action: letter.action && { label: letter.action.label, url: addressOf(letter.action, publicUrl) },
    foot: [messages.signature(publicUrl.host), footnote({ kind, isOptional, preferences })],
  }
  return {
    messageId: `${id}@${publicUrl.hostname}`,
    to: { address, name: shown.name },
    subject: oneLine(letter.subject, SUBJECT_LENGTH_MAX),
    text: asText(parts),
    html: asHtml(parts),
    unsubscribeUrl: isOptional ? preferences : undefined,
  }
}

type Parts = {
  greeting: string
  lines: readonly string[]
  action: { label: string; url: string } | undefined
  foot: readonly string[]
}

function addressOf(action: { path: string } | { url: string }, publicUrl: URL): string {
  return 'url' in action ? action.url : new URL(action.path, publicUrl).href
}

function footnote(at: { kind: MailKind; isOptional: boolean; preferences: string }): string {
  if (at.kind === 'invitation') return messages.becauseInvited
  return at.isOptional ? messages.becauseWanted(at.preferences) : messages.becauseSecurity
}

/** What people wrote becomes part of one line: no line of a header, and none that looks like another paragraph. */
function tidied(facts: LetterFacts): LetterFacts {
  const short = (text: string | undefined): string | undefined =>
    text === undefined ? undefined : oneLine(text, NAME_LENGTH_MAX)
  return {
    ...facts,
    name: short(facts.name),
    spaceName: short(facts.spaceName),
    inviter: short(facts.inviter),
    host: short(facts.host),
    userAgent: short(facts.userAgent),
    address: short(facts.address),
  }
}

/** Without control characters and without those that turn the direction of writing. */
export function oneLine(text: string, lengthMax: number): string {
  const plain = text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]+/gu, ' ').replaceAll(/ +/g, ' ')
  // Signs, not halves of them; what belongs together to one picture may still be cut.
  const signs = Array.from(plain.trim())
  return signs.length <= lengthMax ? signs.join('') : `${signs.slice(0, lengthMax - 1).join('')}…`
}

function asText({ greeting, lines, action, foot }: Parts): string {
  const asked = action === undefined ? [] : [`${action.label}:\n${action.url}`]
  return `${[greeting, ...lines, ...asked, `-- \n${foot.join('\n')}`].join('\n\n')}\n`
}

/** No picture, no script, nothing fetched from anywhere: what a reader opens tells nobody that they did. */
function asHtml({ greeting, lines, action, foot }: Parts): string {
  const paragraph = (text: string): string => `<p style="margin:0 0 16px">${escaped(text)}</p>`
  const button =
    action === undefined
      ? ''
      : `<p style="margin:24px 0"><a href="${escaped(action.url)}" style="display:inline-block;padding:12px 20px;border-radius:8px;background:#2b4a6f;color:#ffffff;text-decoration:none">${escaped(action.label)}</a></p>`
  const small = foot.map((line) => `<p style="margin:0 0 4px;font-size:13px;color:#5f5a52">${escaped(line)}</p>`)
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"></head>',
    '<body style="margin:0;padding:24px;background:#f6f3ec;color:#26231e;font:17px/1.5 Georgia,serif">',
    '<div style="max-width:560px;margin:0 auto;padding:24px;background:#ffffff;border:1px solid #e2dccf;border-radius:8px">',
    paragraph(greeting),
    ...lines.map(paragraph),
    button,
    '<hr style="border:0;border-top:1px solid #e2dccf;margin:24px 0 12px">',
    ...small,
    '</div></body></html>',
  ].join('\n')
}

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (sign) => ESCAPES[sign] ?? sign)
}
