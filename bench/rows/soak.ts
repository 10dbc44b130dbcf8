import { createCollection, listDocuments } from '@kinfolio/contracts'
import { startBenchServer } from '../kit/bench-server.ts'
import { type Call, runClients } from '../kit/clients.ts'
import { pssMb } from '../kit/processes.ts'
import { type Row, type RowGroup, rowOf } from '../kit/row.ts'
import { tokenOfOwner } from '../kit/sign-in.ts'
import { seedLibrary } from './search-library.ts'

const CLIENTS = 20
const THINK_MS = 100
const STRETCHES = 10
/** Ten stretches stay below the life of an access token, so that nothing but the load is measured. */
const STRETCH_S = 80
/** One call in so many changes something. */
const CALLS_PER_WRITE = 10

/** Only with `--long`: whether hours of use make the server larger or slower, told by a quarter of one. */
export const soak: RowGroup = {
  name: 'soak',
  async measure({ isLong, say }) {
    if (!isLong) return []
    await using bench = await startBenchServer()
    const { url, pid } = bench.server
    await bench.asAdmin(async (client) => seedLibrary(client, { documents: 500, pagesEach: 2 }))
    const token = await tokenOfOwner(url)
    const [medians, sizes]: [number[], number[]] = [[], []]
    for (let stretch = 0; stretch < STRETCHES; stretch++) {
      say(`soak: stretch ${stretch + 1} of ${STRETCHES}`)
      const load = { url, token, clients: CLIENTS, thinkMs: THINK_MS, seconds: STRETCH_S, next: nextCall }
      const { samplesMs } = await runClients(load)
      medians.push(rowOf({ name: '', unit: '', samples: samplesMs }).median)
      sizes.push(pssMb([pid]))
    }
    return [growthRow('memory', sizes), growthRow('time of a call', medians)]
  },
}

function nextCall(client: number, call: number): Call {
  if (call % CALLS_PER_WRITE !== 0) return { method: 'GET', path: `${listDocuments.path}?limit=50` }
  const body = { title: `Soak ${client}/${call}`, parent_id: null }
  return { method: createCollection.method, path: createCollection.path, body }
}

/** The last stretch against the second: in the first one everything is still warming up. */
function growthRow(what: string, values: readonly number[]): Row {
  const [, second = Number.NaN] = values
  const growth = (100 * ((values.at(-1) ?? Number.NaN) - second)) / second
  const name = `${what}, growth under steady load in ${Math.round(((STRETCHES - 2) * STRETCH_S) / 60)} minutes`
  return rowOf({ name, unit: '%', samples: [growth], target: { of: 'median', atMost: 10 } })
}
