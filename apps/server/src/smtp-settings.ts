import type { SmtpSettings } from './modules/notices/index.ts'

/** How the operator wrote it down: one address, or its parts. */
export type SmtpConfig = {
  SMTP_URL?: string | undefined
  SMTP_HOST?: string | undefined
  SMTP_PORT?: number | undefined
  SMTP_USER?: string | undefined
  SMTP_PASSWORD?: string | undefined
  SMTP_FROM?: string | undefined
  SMTP_SECURE?: 'tls' | 'starttls' | 'none' | undefined
}

const SUBMISSION_PORT = 587
const IMPLICIT_TLS_PORT = 465

/** Throws an Error with one line that names the setting, for what cannot be a mail server. */
export function smtpSettingsOf(config: SmtpConfig): SmtpSettings | undefined {
  const { SMTP_URL: url, SMTP_HOST: host, SMTP_FROM: from, SMTP_USER: user, SMTP_PASSWORD: password } = config
  if (url === undefined && host === undefined) return undefined
  if (url !== undefined && host !== undefined) throw new Error('SMTP_URL and SMTP_HOST: give one of them')
  if (from === undefined) throw new Error('SMTP_FROM: has to say from whom mails come')
  const server = url === undefined ? { host: host ?? '', port: config.SMTP_PORT, user, password } : readUrl(url)
  if ((server.user === undefined) !== (server.password === undefined)) {
    throw new Error('SMTP_USER and SMTP_PASSWORD: give both or none')
  }
  const secure = config.SMTP_SECURE ?? server.secure ?? (server.port === IMPLICIT_TLS_PORT ? 'tls' : 'starttls')
  const port = server.port ?? (secure === 'tls' ? IMPLICIT_TLS_PORT : SUBMISSION_PORT)
  const sender = readSender(from)
  const { user: name, password: secret } = server
  const login = name === undefined || secret === undefined ? undefined : { user: name, password: secret }
  return { host: server.host, port, secure, login, from: sender }
}

type Server = {
  host: string
  port: number | undefined
  user: string | undefined
  password: string | undefined
  secure?: 'tls'
}

function readUrl(text: string): Server {
  const url = URL.parse(text)
  if (url === null || !['smtp:', 'smtps:'].includes(url.protocol) || url.hostname === '') {
    throw new Error('SMTP_URL: has to look like smtp://user:password@mail.example.org:587')
  }
  const part = (value: string): string | undefined => (value === '' ? undefined : decodeURIComponent(value))
  return {
    host: url.hostname,
    port: url.port === '' ? undefined : Number(url.port),
    user: part(url.username),
    password: part(url.password),
    ...(url.protocol === 'smtps:' ? { secure: 'tls' } : {}),
  }
}

/** `Kinfolio <kinfolio@example.org>`, or the address alone. */
function readSender(text: string): SmtpSettings['from'] {
  const [, name = '', address = ''] = /^\s*(?:"?([^"<>\r\n]*?)"?\s*<)?([^\s<>@"]+@[^\s<>@"]+)>?\s*$/.exec(text) ?? []
  if (address === '') throw new Error('SMTP_FROM: has to be an address, or "Name <address>"')
  return { name: name === '' ? 'Kinfolio' : name, address }
}
