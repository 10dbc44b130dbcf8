import type { Log } from '../log.ts'
import { createLocalFanout } from './adapters/local-fanout.ts'
import { openPostgresFanout } from './adapters/postgres-fanout.ts'
import { openRedisFanout } from './adapters/redis-fanout.ts'
import type { Fanout } from './fanout.port.ts'

/** The one place that knows how processes can reach each other. `local`: there is only this one. */
export type FanoutOptions =
  | { kind: 'local' }
  | { kind: 'postgres'; directUrl: string; log: Log }
  | { kind: 'redis'; url: string; directUrl: string; log: Log }

export async function openFanout(options: FanoutOptions): Promise<Fanout> {
  if (options.kind === 'local') return createLocalFanout()
  const byPostgres = await openPostgresFanout(options)
  return options.kind === 'postgres' ? byPostgres : openRedisFanout({ ...options, otherwise: byPostgres })
}
