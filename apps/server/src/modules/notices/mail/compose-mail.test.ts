import { mailKind } from '@kinfolio/contracts'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { LetterFacts } from '../messages.ts'
import { composeMail, oneLine } from './compose-mail.ts'

const publicUrl = new URL('https://home.example.org')
const facts: LetterFacts = {
  name: 'May',
  spaceName: 'The Mays',
  inviter: 'Ada',
  role: 'view_only',
  quota: 'pages_read',
  resetAt: '1 December 2026',
  host: 'hooks.example.org',
  address: '192.0.2.7',
  userAgent: 'Firefox on Linux',
  at: '20 November 2026 at 15:00',
  link: 'https://home.example.org/x#token=1',
  linkEnds: '20 November 2026 at 16:00',
}
const composed = (kind: (typeof mailKind.options)[number], over: Partial<LetterFacts> = {}) =>
  composeMail({ id: 'mail-1', kind, address: 'may@example.org', facts: { ...facts, ...over }, publicUrl })

describe.each(mailKind.options)('the mail %s', (kind) => {
  test('says the same as text and as HTML, and who sends it', () => {
    const mail = composed(kind)
    expect(mail.messageId).toBe('mail-1@home.example.org')
    expect(mail.subject).toMatch(/^.{8,200}$/)
    for (const words of [mail.text, mail.html]) expect(words).toContain('Kinfolio at home.example.org')
    expect(mail.text).not.toContain('undefined')
  })

  test('says something whole even where nothing is known', () => {
    const nothing = Object.fromEntries(Object.keys(facts).map((name) => [name, undefined]))
    const mail = composed(kind, { ...nothing, at: facts.at })
    expect(`${mail.subject}${mail.text}${mail.html}`).not.toMatch(/undefined|null|NaN/)
  })

  test('fetches nothing when it is opened', () => {
    expect(composed(kind).html).not.toMatch(/<(img|script|link|iframe|style)|url\(|src=/i)
  })

  test('keeps what people called themselves inside one line, and inside its place in HTML', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300, unit: 'binary' }), (name) => {
        const mail = composed(kind, { name, spaceName: `${name}<b>`, inviter: name, userAgent: name, host: name })
        expect(mail.subject).not.toMatch(/[\r\n\u2028\u2029]/)
        expect(mail.to.name ?? '').not.toMatch(/[\p{Cc}\u2028\u2029]/u)
        expect(mail.html).not.toContain('<b>')
      }),
    )
  })
})

test('a link stands in the mail as it is, once in the text', () => {
  const { text, html } = composed('password-reset-asked')
  expect(text.split('https://home.example.org/x#token=1')).toHaveLength(2)
  expect(html).toContain('href="https://home.example.org/x#token=1"')
})

test('mails about security say that they always come; others say where to switch them off', () => {
  expect(composed('passkey-added').unsubscribeUrl).toBeUndefined()
  expect(composed('passkey-added').text).toContain('such mails always come')
  const quota = composed('quota-used-up')
  expect(quota.unsubscribeUrl).toBe('https://home.example.org/dashboard/settings/notices')
  expect(quota.text).toContain('https://home.example.org/dashboard/settings/notices')
})

test('a name is one line without signs that turn it around, and never too long', () => {
  expect(oneLine('a\r\nBcc: x\u202Eb\u0000 c', 80)).toBe('a Bcc: x b c')
  expect(oneLine('é'.repeat(100), 10)).toBe(`${'é'.repeat(9)}…`)
})
