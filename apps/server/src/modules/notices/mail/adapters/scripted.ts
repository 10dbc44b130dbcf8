import { Outage } from '../../../../kernel/outage.ts'
import { messages } from '../../messages.ts'
import type { Mailer, OutgoingMail } from '../mail.port.ts'

export type MailTrouble = 'none' | 'later' | 'refused' | 'sign-in' | 'breaks-off' | 'away'

/** A mail server of tests: keeps what it took, or fails as told. */
export function createScriptedMailer(script: { trouble: MailTrouble; taken: OutgoingMail[] }): Mailer {
  const who = 'mail.test'
  const about = { who, said: undefined }
  return {
    who,
    async send(mail, signal) {
      signal.throwIfAborted()
      await Promise.resolve()
      switch (script.trouble) {
        case 'none':
          script.taken.push(mail)
          return
        case 'refused':
          throw new Outage(messages.mailRefused(about), { who, reason: 'request-refused', isRetryable: false })
        case 'later':
          throw new Outage(messages.mailPutOff(about), { who, reason: 'overloaded', isRetryable: true })
        case 'sign-in':
          throw new Outage(messages.mailSignInRefused(about), { who, reason: 'key-refused', isRetryable: true })
        case 'breaks-off':
        case 'away':
          throw new Outage(messages.mailServerNotReached(about), { who, reason: 'unreachable', isRetryable: true })
      }
    },
  }
}
