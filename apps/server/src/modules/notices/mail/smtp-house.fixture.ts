import { buffer } from 'node:stream/consumers'
import { callbackify } from 'node:util'
import type { AddressInfo, Socket } from 'node:net'
import PostalMime, { type Email } from 'postal-mime'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import type { MailTrouble } from './adapters/scripted.ts'
import { makeCertificate } from './self-signed.fixture.ts'

export const LOGIN = { user: 'kinfolio', password: 'correct horse' }

export type SmtpHouse = AsyncDisposable & {
  port: number
  /** The certificate that its connections have to be believed by. */
  cert: string
  taken: Email[]
  /** The bytes of each mail that was taken. */
  raw: string[]
  /** Whether each was handed over inside TLS. */
  wasSecure: boolean[]
  trouble: MailTrouble
  close(): Promise<void>
}

const refusal = (code: number, words: string): Error => Object.assign(new Error(words), { responseCode: code })

/** A real mail server on loopback that takes mails, or fails as told. */
export async function openSmtpHouse(options: SMTPServerOptions = {}): Promise<SmtpHouse> {
  const { key, cert } = makeCertificate()
  const sockets = new Set<Socket>()
  const server = new SMTPServer({
    key,
    cert,
    onAuth: ({ username, password }, _session, done) => {
      const isRight = house.trouble !== 'sign-in' && username === LOGIN.user && password === LOGIN.password
      done(isRight ? null : refusal(535, '5.7.8 no such user'), isRight ? { user: username } : undefined)
    },
    onRcptTo: (_address, _session, done) => {
      if (house.trouble === 'later') done(refusal(451, '4.7.1 greylisted, come again'))
      else if (house.trouble === 'refused') done(refusal(550, '5.1.1 no such mailbox'))
      else done()
    },
    onData: (stream, session, done) => {
      if (house.trouble === 'breaks-off') {
        for (const socket of sockets) socket.destroy()
        return
      }
      callbackify(async () => {
        const bytes = await buffer(stream)
        house.taken.push(await PostalMime.parse(bytes))
        house.raw.push(bytes.toString('latin1'))
        house.wasSecure.push(session.secure)
      })(done)
    },
    ...options,
  })
  server.on('error', () => undefined)
  server.server.on('connection', (socket: Socket) => sockets.add(socket))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const house: SmtpHouse = {
    port: (server.server.address() as AddressInfo).port,
    cert,
    taken: [],
    raw: [],
    wasSecure: [],
    trouble: 'none',
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
    [Symbol.asyncDispose]: async () => house.close(),
  }
  return house
}
