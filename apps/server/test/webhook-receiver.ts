import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Got = { method: string; headers: Record<string, string | undefined>; body: string }

export type Receiver = AsyncDisposable & {
  port: number
  url: string
  got: Got[]
  /** A status, or nothing ever. */
  answer: number | 'hangs'
  location: string
  /** What it says about when to come again. */
  retryAfter: string | undefined
  close(): Promise<void>
}

/** A real receiver on loopback. */
export async function openReceiver(): Promise<Receiver> {
  const server = createServer((asked, answer) => {
    const chunks: Buffer[] = []
    asked.on('data', (chunk: Buffer) => chunks.push(chunk))
    asked.on('end', () => {
      const headers = Object.fromEntries(Object.entries(asked.headers).map(([name, value]) => [name, String(value)]))
      receiver.got.push({ method: asked.method ?? '', headers, body: Buffer.concat(chunks).toString('utf8') })
      if (receiver.answer === 'hangs') return
      const again = receiver.retryAfter === undefined ? {} : { 'retry-after': receiver.retryAfter }
      answer.writeHead(receiver.answer, { location: receiver.location, ...again })
      answer.end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const url = `http://127.0.0.1:${port}/hook`
  const close = async (): Promise<void> => {
    server.closeAllConnections()
    await new Promise<void>((resolve) => server.close(() => resolve()))
  }
  const receiver: Receiver = {
    port,
    url,
    got: [],
    answer: 200,
    location: `${url}/elsewhere`,
    retryAfter: undefined,
    close,
    [Symbol.asyncDispose]: close,
  }
  return receiver
}
