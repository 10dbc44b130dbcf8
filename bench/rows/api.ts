import { createCollection, listDocuments, listCollections } from '@kinfolio/contracts'
import { startBenchServer } from '../kit/bench-server.ts'
import { type Call, runClients } from '../kit/clients.ts'
import { type Row, type RowGroup, rowOf, type Target } from '../kit/row.ts'
import { tokenOfOwner } from '../kit/sign-in.ts'
import { seedLibrary } from './search-library.ts'

const CLIENTS = 50
const THINK_MS = 100
const SECONDS = 8
const LONG_SECONDS = 120
const DOCUMENTS = 500

/** People at work: fifty clients that look and change things, with a breath between. */
export const api: RowGroup = {
  name: 'api',
  async measure({ isLong }) {
    await using bench = await startBenchServer()
    const token = await tokenOfOwner(bench.server.url)
    await bench.asAdmin(async (client) => seedLibrary(client, { documents: DOCUMENTS, pagesEach: 2 }))
    const collections = await makeCollections(bench.api)
    const list = (): Call => ({ method: 'GET', path: `${listDocuments.path}?limit=50` })
    const rename = (client: number, call: number): Call => ({
      method: 'PATCH',
      path: `${listCollections.path}/${collections[client]}`,
      body: { title: `Folder ${client}, change ${call}` },
    })
    const run = async (of: {
      name: string
      next: typeof rename
      target?: Target
      thinkMs?: number
    }): Promise<Row[]> => {
      const { thinkMs = THINK_MS, next } = of
      const seconds = isLong ? LONG_SECONDS : SECONDS
      const outcome = await runClients({ url: bench.server.url, token, clients: CLIENTS, thinkMs, seconds, next })
      const target = of.target === undefined ? {} : { target: of.target }
      if (thinkMs === 0) return [rowOf({ name: of.name, unit: 'calls/s', samples: [outcome.perSecond] })]
      return [rowOf({ name: of.name, unit: 'ms', samples: outcome.samplesMs, ...target })]
    }
    return [
      ...(await run({ name: `list, ${CLIENTS} clients`, next: list, target: { of: 'p95', atMost: 20 } })),
      ...(await run({ name: `write, ${CLIENTS} clients`, next: rename, target: { of: 'p95', atMost: 40 } })),
      ...(await run({ name: `list, ${CLIENTS} clients without a pause`, next: list, thinkMs: 0 })),
      ...(await run({ name: `write, ${CLIENTS} clients without a pause`, next: rename, thinkMs: 0 })),
    ]
  },
}

async function makeCollections(to: Awaited<ReturnType<typeof startBenchServer>>['api']): Promise<string[]> {
  const made: string[] = []
  for (let client = 0; client < CLIENTS; client++) {
    const body = { title: `Folder ${client}`, parent_id: null }
    made.push((await to.ask(createCollection, { body })).id)
  }
  return made
}
