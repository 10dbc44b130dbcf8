import { describe, expect, test } from 'vitest'
import { Outage } from '../../../kernel/outage.ts'
import type { MailTrouble } from './adapters/scripted.ts'
import type { Mailer, OutgoingMail } from './mail.port.ts'

/** A mail as it came out at the other end. */
export type ReceivedMail = { messageId: string; to: string; subject: string; text: string; html: string }

export type MailerRig = AsyncDisposable & {
  mailer: Mailer
  /** Everything that was taken so far. */
  received(): Promise<ReceivedMail[]>
  trouble(kind: MailTrouble): Promise<void> | void
}

export const someMail = (over: Partial<OutgoingMail> = {}): OutgoingMail => ({
  messageId: '019a0000-0000-7000-8000-00000000000a@home.example.org',
  to: { address: 'may@example.org', name: 'May' },
  subject: 'A letter from home',
  text: 'Dear May,\n\nall is well.\n',
  html: '<p>Dear May,</p><p>all is well.</p>',
  unsubscribeUrl: undefined,
  ...over,
})
const nobodyStops = (): AbortSignal => AbortSignal.timeout(20_000)

async function outageOf(sending: Promise<void>): Promise<Outage> {
  const error = await sending.then(
    () => undefined,
    (cause: unknown) => cause,
  )
  if (!(error instanceof Outage)) throw new Error(`expected an Outage, got ${String(error)}`)
  return error
}

/** Every mailer passes these. Rule ids are cited in reviews and bug reports. */
export function describeMailer(make: () => Promise<MailerRig>): void {
  describe('keeps the mailer contract', () => {
    test('M1 a mail that was taken arrives whole, to one reader, under the id it was given', async () => {
      await using rig = await make()
      await rig.mailer.send(someMail({ subject: 'Grüße & “tea”', text: 'Ünï\n', html: '<p>Ünï</p>' }), nobodyStops())
      const [got, ...more] = await rig.received()
      expect(more).toEqual([])
      expect(got).toMatchObject({ to: 'may@example.org', subject: 'Grüße & “tea”' })
      expect(got?.messageId).toContain('019a0000-0000-7000-8000-00000000000a@home.example.org')
      expect([got?.text.trim(), got?.html.trim()]).toEqual(['Ünï', '<p>Ünï</p>'])
    })

    test('M2 a server that says “later” is an outage that is worth another try, and the try then succeeds', async () => {
      await using rig = await make()
      await rig.trouble('later')
      expect(await outageOf(rig.mailer.send(someMail(), nobodyStops()))).toMatchObject({ isRetryable: true })
      await rig.trouble('none')
      await rig.mailer.send(someMail(), nobodyStops())
      expect(await rig.received()).toHaveLength(1)
    })

    test('M3 a server that refuses for good is not worth another try', async () => {
      await using rig = await make()
      await rig.trouble('refused')
      const outage = await outageOf(rig.mailer.send(someMail(), nobodyStops()))
      expect(outage).toMatchObject({ isRetryable: false, reason: 'request-refused' })
      expect(await rig.received()).toEqual([])
    })

    test('M4 a refused sign-in is said as one, waits for the operator, and tells no password', async () => {
      await using rig = await make()
      await rig.trouble('sign-in')
      const outage = await outageOf(rig.mailer.send(someMail(), nobodyStops()))
      expect(outage).toMatchObject({ isRetryable: true, reason: 'key-refused' })
      expect(outage.message).not.toContain('correct horse')
    })

    test('M5 a server that breaks off in the middle is tried again', async () => {
      await using rig = await make()
      await rig.trouble('breaks-off')
      const outage = await outageOf(rig.mailer.send(someMail(), nobodyStops()))
      expect(outage).toMatchObject({ isRetryable: true, reason: 'unreachable' })
      expect(await rig.received()).toEqual([])
    })

    test('M6 a server that is not there is tried again, and is called by its name', async () => {
      await using rig = await make()
      await rig.trouble('away')
      const outage = await outageOf(rig.mailer.send(someMail(), nobodyStops()))
      expect(outage).toMatchObject({ isRetryable: true, reason: 'unreachable', who: rig.mailer.who })
      expect(outage.message).toContain(rig.mailer.who)
    })

    test('M7 what was given up before it began is not sent', async () => {
      await using rig = await make()
      const sending = rig.mailer.send(someMail(), AbortSignal.abort(new Error('given up')))
      await expect(sending).rejects.toThrow('given up')
      expect(await rig.received()).toEqual([])
    })
  })
}
