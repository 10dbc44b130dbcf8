import { createSmtpMailer, type SmtpSettings } from './adapters/smtp.ts'
import type { Mailer } from './mail.port.ts'

/** The mailer that the configuration describes; none when it names no server, and mails wait. */
export function openMailer(settings: SmtpSettings | undefined): Mailer | undefined {
  return settings && createSmtpMailer(settings)
}

export type { SmtpSettings }
