import { search as searchRoute } from '@kinfolio/contracts'
import type { BenchServer } from '../kit/bench-server.ts'
import { type BenchContext, type Row, type RowGroup, rowOf } from '../kit/row.ts'
import { timed } from '../kit/samples.ts'
import { DOCUMENTS, inSeededLibrary, PAGES_EACH } from './seeded-library.ts'

/** Words as people type them: common and rare, several, a beginning, a typing error, a phrase, none that exists. */
const QUERIES = [
  'balana',
  'kemera',
  'linisa moruna',
  'nutora',
  'ragula setora',
  'tipena',
  'vowisa dudara',
  'balan',
  'kem',
  'bamerenkw',
  'kelanen',
  'ramerisba',
  '"balana kelana"',
  'serominge',
  'notebook 4711',
  'dugulationhi',
  'nomatchatall',
]
const ROUNDS = 12
const LONG_ROUNDS = 200

/** Finding words among 100,000 pages. */
export const search: RowGroup = {
  name: 'search',
  measure: async (context) =>
    inSeededLibrary(context, async (bench, { inWords }) => [await searchRow(bench, { context, inWords })]),
}

async function searchRow(
  { api }: BenchServer,
  { context, inWords }: { context: BenchContext; inWords: string },
): Promise<Row> {
  const samples: number[] = []
  for (let round = -1; round < (context.isLong ? LONG_ROUNDS : ROUNDS); round++) {
    for (const q of QUERIES) {
      const ms = await timed(async () => api.ask(searchRoute, { query: { q } }))
      if (round >= 0) samples.push(ms)
    }
  }
  const name = `search in ${DOCUMENTS * PAGES_EACH} pages, ${inWords}`
  return rowOf({ name, unit: 'ms', samples, target: { of: 'p95', atMost: 50 } })
}
