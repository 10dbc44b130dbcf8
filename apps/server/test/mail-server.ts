import { callbackify } from 'node:util'
import { once } from 'node:events'
import { buffer } from 'node:stream/consumers'
import PostalMime from 'postal-mime'
import { SMTPServer } from 'smtp-server'

export type ReceivedMail = { to: string; subject: string; text: string }

/** A mail server on the loopback that keeps what it is given, to be read in a test. */
export type MailServer = AsyncDisposable & {
  /** What the server under test is told in its environment. */
  env: Record<string, string>
  received: ReceivedMail[]
  /** Waits for a mail to the address that is not among those already taken, and takes it. */
  take(to: string): Promise<ReceivedMail>
}

const MAIL_TIMEOUT_MS = 30_000
const LOOK_MS = 50

export async function startMailServer(): Promise<MailServer> {
  const received: ReceivedMail[] = []
  const taken = new Set<ReceivedMail>()
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    onData(stream, _session, done) {
      callbackify(async () => {
        const { to, subject, text } = await PostalMime.parse(await buffer(stream))
        received.push({ to: to?.[0]?.address ?? '', subject: subject ?? '', text: text ?? '' })
      })(done)
    },
  })
  const listening = server.listen(0, '127.0.0.1')
  await once(listening, 'listening')
  const address = listening.address()
  if (address === null || typeof address === 'string') throw new Error('the mail server has no port')
  return {
    env: {
      SMTP_URL: `smtp://127.0.0.1:${address.port}`,
      SMTP_SECURE: 'none',
      SMTP_FROM: 'Kinfolio <home@example.org>',
    },
    received,
    async take(to) {
      for (const end = Date.now() + MAIL_TIMEOUT_MS; Date.now() < end;) {
        const mail = received.find((each) => each.to === to && !taken.has(each))
        if (mail !== undefined) {
          taken.add(mail)
          return mail
        }
        await new Promise((look) => setTimeout(look, LOOK_MS))
      }
      throw new Error(`no mail to ${to}; there is ${JSON.stringify(received)}`)
    },
    [Symbol.asyncDispose]: async () => new Promise((closed) => server.close(closed)),
  }
}

/** The address that a mail leads to, without the place it leads to: the server under test has a port of its own. */
export function linkIn({ text }: ReceivedMail): string {
  const link = /https?:\/\/\S+#token=\S+/.exec(text)?.[0]
  if (link === undefined) throw new Error(`no link in: ${text}`)
  const { pathname, hash } = new URL(link)
  return `${pathname}${hash}`
}
