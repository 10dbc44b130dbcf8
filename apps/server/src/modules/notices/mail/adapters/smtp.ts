import { createTransport } from 'nodemailer'
import { Outage, type OutageFacts } from '../../../../kernel/outage.ts'
import { messages } from '../../messages.ts'
import type { Mailer, OutgoingMail } from '../mail.port.ts'

export type SmtpSettings = {
  host: string
  port: number
  /** `tls` from the first byte, `starttls` or nothing goes out, or `none` for a relay on the same machine. */
  secure: 'tls' | 'starttls' | 'none'
  login: { user: string; password: string } | undefined
  from: { name: string; address: string }
  /** Certificates that are believed beside the system's, as PEM. */
  trusted?: string
  timeoutMs?: number
}

const SMTP_TIMEOUT_MS = 30_000
const SAID_LENGTH_MAX = 200

/** Any mail server, over a connection of its own for each mail: a household sends few. */
export function createSmtpMailer(settings: SmtpSettings): Mailer {
  const { host, port, secure, login, from } = settings
  const timeoutMs = settings.timeoutMs ?? SMTP_TIMEOUT_MS
  const transport = createTransport({
    host,
    port,
    secure: secure === 'tls',
    requireTLS: secure === 'starttls',
    ignoreTLS: secure === 'none',
    ...(login === undefined ? {} : { auth: { user: login.user, pass: login.password } }),
    ...(settings.trusted === undefined ? {} : { tls: { ca: settings.trusted } }),
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    // A mail is made of what it says, never of a file or an address that it names.
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return {
    who: host,
    async send(mail, signal) {
      signal.throwIfAborted()
      try {
        await transport.sendMail({ ...headersOf(mail), from, subject: mail.subject, text: mail.text, html: mail.html })
      } catch (cause) {
        throw outageOf(cause, host)
      }
    },
  }
}

function headersOf({ messageId, to, unsubscribeUrl }: OutgoingMail) {
  return {
    messageId: `<${messageId}>`,
    to: to.name === undefined ? to.address : { name: to.name, address: to.address },
    // Programs that answer mails by themselves leave these alone.
    headers: { 'Auto-Submitted': 'auto-generated' },
    ...(unsubscribeUrl === undefined ? {} : { list: { unsubscribe: unsubscribeUrl } }),
  }
}

/** What nodemailer says of a failure, as far as it says it. */
type SmtpFailure = Error & { code?: unknown; responseCode?: unknown; response?: unknown }

function outageOf(cause: unknown, who: string): Outage {
  const failure: SmtpFailure = cause instanceof Error ? cause : new Error('no error at all', { cause })
  const { code, responseCode, response } = failure
  const said = typeof response === 'string' ? response.replaceAll(/\s+/g, ' ').slice(0, SAID_LENGTH_MAX) : undefined
  const { words, ...facts } = judge({ code, responseCode, who, said })
  return new Outage(words, { who, cause, ...facts })
}

type Heard = { code: unknown; responseCode: unknown; who: string; said: string | undefined }
type Judged = Pick<OutageFacts, 'reason' | 'isRetryable'> & { words: string }

function judge({ code, responseCode, who, said }: Heard): Judged {
  const about = { who, said }
  // The operator may put it right while the mail waits.
  if (code === 'EAUTH') return { reason: 'key-refused', isRetryable: true, words: messages.mailSignInRefused(about) }
  if (code === 'ETLS') return { reason: 'unreachable', isRetryable: true, words: messages.mailNotSecure(about) }
  if (typeof responseCode !== 'number') {
    return { reason: 'unreachable', isRetryable: true, words: messages.mailServerNotReached(about) }
  }
  if (responseCode >= 500) {
    return { reason: 'request-refused', isRetryable: false, words: messages.mailRefused(about) }
  }
  return { reason: 'overloaded', isRetryable: true, words: messages.mailPutOff(about) }
}
