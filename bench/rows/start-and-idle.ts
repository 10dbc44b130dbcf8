import { setTimeout as sleep } from 'node:timers/promises'
import { untilRead } from '@kinfolio/server/test/api'
import { harbourNotebook } from '@kinfolio/server/test/notebooks'
import { type BenchServer, startBenchServer } from '../kit/bench-server.ts'
import { databaseProcesses, pssMb, treeOf } from '../kit/processes.ts'
import { type Row, type RowGroup, rowOf } from '../kit/row.ts'

const STARTS = 5
const LONG_STARTS = 30
/** Long enough for worker processes and readers to end. */
const IDLE_S = 60

/** How soon it is there, and how little it takes while nobody needs it. */
export const startAndIdle: RowGroup = {
  name: 'start and idle',
  async measure({ isLong, say }) {
    await using bench = await startBenchServer()
    const readyMs: number[] = []
    for (let start = 0; start < (isLong ? LONG_STARTS : STARTS); start++) {
      await bench.server.end('SIGTERM')
      readyMs.push((await bench.server.restart()).readyMs)
    }
    const started = rowOf({
      name: 'start to ready after a clean stop',
      unit: 'ms',
      samples: readyMs,
      target: { of: 'median', atMost: 2_000 },
    })
    say(`waiting ${IDLE_S} s for rest`)
    return [started, await idleRow(bench)]
  },
}

/** After a notebook was handed in, drawn and read, so that every part has been awake once. */
async function idleRow({ server, api }: BenchServer): Promise<Row> {
  const { documents } = await api.upload(harbourNotebook())
  for (const { id } of documents) await untilRead(api, { documentId: id, timeoutMs: 120_000 })
  await sleep(IDLE_S * 1_000)
  const pids = new Set([...treeOf(server.pid), ...databaseProcesses(server.dataDir)])
  return rowOf({
    name: `idle memory ${IDLE_S} s after the last job, server and database`,
    unit: 'MB',
    samples: [pssMb([...pids])],
    target: { of: 'median', atMost: 250 },
  })
}
