import { expect, test } from 'vitest'
import { readConfig } from './config.ts'
import { smtpSettingsOf } from './smtp-settings.ts'

const SMTP_FROM = 'Our house <house@example.org>'
const from = { name: 'Our house', address: 'house@example.org' }

test('without a server there is no mail', () => {
  expect(smtpSettingsOf({})).toBeUndefined()
  expect(smtpSettingsOf({ SMTP_FROM })).toBeUndefined()
})

test('an address and its parts say the same', () => {
  const wanted = {
    host: 'mail.example.org',
    port: 2525,
    secure: 'starttls',
    login: { user: 'a@b', password: 'p:w' },
    from,
  }
  expect(smtpSettingsOf({ SMTP_URL: 'smtp://a%40b:p%3Aw@mail.example.org:2525', SMTP_FROM })).toEqual(wanted)
  const parts = { SMTP_HOST: 'mail.example.org', SMTP_PORT: 2525, SMTP_USER: 'a@b', SMTP_PASSWORD: 'p:w' }
  expect(smtpSettingsOf({ ...parts, SMTP_FROM })).toEqual(wanted)
})

test.each([
  [{ SMTP_HOST: 'm' }, 587, 'starttls'],
  [{ SMTP_HOST: 'm', SMTP_PORT: 465 }, 465, 'tls'],
  [{ SMTP_HOST: 'm', SMTP_SECURE: 'tls' as const }, 465, 'tls'],
  [{ SMTP_URL: 'smtps://m' }, 465, 'tls'],
  [{ SMTP_URL: 'smtp://m:25', SMTP_SECURE: 'none' as const }, 25, 'none'],
])('%o is safe by default, and open only where that is said', (given, port, secure) => {
  expect(smtpSettingsOf({ ...given, SMTP_FROM })).toMatchObject({ port, secure, login: undefined })
})

test('an address alone gets the name of the program', () => {
  expect(smtpSettingsOf({ SMTP_HOST: 'm', SMTP_FROM: 'house@example.org' })?.from).toEqual({
    name: 'Kinfolio',
    address: 'house@example.org',
  })
})

test.each([
  [{ SMTP_URL: 'smtp://m' }, 'SMTP_FROM'],
  [{ SMTP_URL: 'http://m', SMTP_FROM }, 'SMTP_URL'],
  [{ SMTP_URL: 'smtp://m', SMTP_HOST: 'm', SMTP_FROM }, 'SMTP_URL and SMTP_HOST'],
  [{ SMTP_HOST: 'm', SMTP_USER: 'u', SMTP_FROM }, 'SMTP_USER and SMTP_PASSWORD'],
  [{ SMTP_HOST: 'm', SMTP_FROM: 'nobody' }, 'SMTP_FROM'],
  [{ SMTP_HOST: 'm', SMTP_FROM: 'A <a@b>\r\nBcc: <c@d>' }, 'SMTP_FROM'],
])('%o stops the start with a line that names the setting', (given, named) => {
  expect(() => readConfig(given)).toThrow(named)
})
