import { describeMailer } from '../mail.contract.ts'
import type { OutgoingMail } from '../mail.port.ts'
import { createScriptedMailer, type MailTrouble } from './scripted.ts'

describeMailer(async () => {
  const script: { trouble: MailTrouble; taken: OutgoingMail[] } = { trouble: 'none', taken: [] }
  return {
    mailer: createScriptedMailer(script),
    received: async () => script.taken.map((mail) => ({ ...mail, to: mail.to.address })),
    trouble: (kind) => void (script.trouble = kind),
    [Symbol.asyncDispose]: async () => undefined,
  }
})
