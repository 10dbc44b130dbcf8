import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'

/** A port that nobody listened on a moment ago, for who has to be named before it starts. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo // It listens on a port.
  await new Promise((resolve) => server.close(resolve))
  return port
}
