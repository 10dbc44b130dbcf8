import { expect, test } from 'vitest'
import type { Outage } from '../../../../kernel/outage.ts'
import { describeMailer, someMail } from '../mail.contract.ts'
import { LOGIN, openSmtpHouse, type SmtpHouse } from '../smtp-house.fixture.ts'
import { createSmtpMailer, type SmtpSettings } from './smtp.ts'

const signal = (): AbortSignal => AbortSignal.timeout(20_000)

function mailerTo(house: SmtpHouse, over: Partial<SmtpSettings> = {}) {
  return createSmtpMailer({
    host: 'localhost',
    port: house.port,
    secure: 'starttls',
    login: LOGIN,
    from: { name: 'Kinfolio', address: 'kinfolio@example.org' },
    trusted: house.cert,
    timeoutMs: 5_000,
    ...over,
  })
}

describeMailer(async () => {
  const house = await openSmtpHouse()
  return {
    mailer: mailerTo(house),
    received: async () =>
      house.taken.map((mail) => ({
        messageId: mail.messageId ?? '',
        to: mail.to?.[0]?.address ?? '',
        subject: mail.subject ?? '',
        text: mail.text ?? '',
        html: mail.html ?? '',
      })),
    trouble: async (kind) => {
      house.trouble = kind
      if (kind === 'away') await house.close()
    },
    [Symbol.asyncDispose]: async () => house[Symbol.asyncDispose](),
  }
})

test('with STARTTLS everything is handed over inside TLS, the sign-in too', async () => {
  await using house = await openSmtpHouse()
  await mailerTo(house).send(someMail(), signal())
  expect(house.wasSecure).toEqual([true])
})

test('a server without STARTTLS gets nothing, neither mail nor password', async () => {
  await using house = await openSmtpHouse({
    hideSTARTTLS: true,
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
  })
  const sending = mailerTo(house).send(someMail(), signal())
  await expect(sending).rejects.toMatchObject({ name: 'Outage', isRetryable: true })
  expect(house.taken).toEqual([])
})

test('a server whose certificate nobody vouches for gets nothing', async () => {
  await using house = await openSmtpHouse()
  const { trusted: _none, ...settings } = { trusted: house.cert }
  const mailer = createSmtpMailer({
    ...settings,
    host: 'localhost',
    port: house.port,
    secure: 'starttls',
    login: LOGIN,
    from: { name: 'Kinfolio', address: 'kinfolio@example.org' },
  })
  await expect(mailer.send(someMail(), signal())).rejects.toMatchObject({ name: 'Outage' })
  expect(house.taken).toEqual([])
})

test('TLS from the first byte works as well, and so does a relay without either', async () => {
  await using secure = await openSmtpHouse({ secure: true })
  await mailerTo(secure, { secure: 'tls' }).send(someMail(), signal())
  await using plain = await openSmtpHouse({ authOptional: true, hideSTARTTLS: true })
  await mailerTo(plain, { secure: 'none', login: undefined }).send(someMail(), signal())
  expect([secure.wasSecure, plain.wasSecure]).toEqual([[true], [false]])
})

test('what the server said is passed on, without our password', async () => {
  await using house = await openSmtpHouse()
  const mailer = mailerTo(house, { login: { user: 'kinfolio', password: 'battery staple' } })
  const outage: Outage = await mailer.send(someMail(), signal()).then(
    () => {
      throw new Error('it was taken')
    },
    (error: Outage) => error,
  )
  expect(outage.message).toBe('localhost refused our sign-in (535 5.7.8 no such user)')
})

test('only mails that a reader may do without say where to switch them off', async () => {
  await using house = await openSmtpHouse()
  await mailerTo(house).send(someMail(), signal())
  await mailerTo(house).send(someMail({ unsubscribeUrl: 'https://home.example.org/settings' }), signal())
  const headers = house.raw.map((mail) => /^List-Unsubscribe: (.*)\r$/m.exec(mail)?.[1])
  expect(headers).toEqual([undefined, '<https://home.example.org/settings>'])
  expect(house.raw.every((mail) => mail.includes('Auto-Submitted: auto-generated\r\n'))).toBe(true)
})

test('a hostile name becomes no header, no second reader and no other sender', async () => {
  await using house = await openSmtpHouse()
  const hostile = 'May\r\nBcc: eve@example.org\r\n\r\n<script>" , eve@example.org'
  const mail = someMail({ to: { address: 'may@example.org', name: hostile }, subject: `Hello ${hostile}` })
  await mailerTo(house).send(mail, signal())
  const [got] = house.taken
  expect(got?.to).toMatchObject([{ address: 'may@example.org' }])
  expect([got?.bcc, got?.cc]).toEqual([undefined, undefined])
  expect(got?.from).toEqual({ name: 'Kinfolio', address: 'kinfolio@example.org' })
  expect(house.raw[0]?.split('\r\n\r\n')[0]).not.toMatch(/^bcc:/im)
})
