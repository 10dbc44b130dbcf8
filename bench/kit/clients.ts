import { Agent, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

export type Call = { method: string; path: string; body?: object }
export type ClientsInput = {
  url: string
  token: string
  clients: number
  thinkMs: number
  seconds: number
  next: (client: number, call: number) => Call
}
export type ClientsOutcome = { samplesMs: number[]; perSecond: number }

/** The first part of a run warms connections and code; what is measured in it is thrown away. */
const WARM_UP_SHARE = 0.2

/** Clients that ask, think, and ask again, each on a connection of its own. Throws when the server refuses a call. */
export async function runClients(input: ClientsInput): Promise<ClientsOutcome> {
  const agent = new Agent({ keepAlive: true, maxSockets: input.clients })
  const startedMs = performance.now()
  const endMs = startedMs + input.seconds * 1_000
  const warmMs = startedMs + input.seconds * 1_000 * WARM_UP_SHARE
  const samplesMs: number[] = []
  const client = async (index: number): Promise<void> => {
    await sleep(Math.random() * input.thinkMs)
    for (let call = 0; performance.now() < endMs; call++) {
      const sentMs = performance.now()
      await ask(agent, { input, call: input.next(index, call) })
      if (sentMs > warmMs) samplesMs.push(performance.now() - sentMs)
      await sleep(input.thinkMs)
    }
  }
  await Promise.all(Array.from({ length: input.clients }, (_, index) => client(index)))
  agent.destroy()
  return { samplesMs, perSecond: samplesMs.length / ((endMs - warmMs) / 1_000) }
}

async function ask(agent: Agent, { input, call }: { input: ClientsInput; call: Call }): Promise<void> {
  const body = call.body === undefined ? undefined : JSON.stringify(call.body)
  const content =
    body === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
  const headers = { authorization: `Bearer ${input.token}`, ...content }
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  const outgoing = request(`${input.url}${call.path}`, { method: call.method, headers, agent })
  outgoing.once('error', reject)
  outgoing.once('response', (incoming) => {
    incoming.resume()
    incoming.once('error', reject)
    incoming.once('end', () => resolve(incoming.statusCode ?? 0))
  })
  outgoing.end(body)
  const status = await promise
  if (status >= 400) throw new Error(`${call.method} ${call.path}: ${status}`)
}
