import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'

/** What `/metrics` tells (OB-08): rates, latencies and states, never names or content. */
export type Metrics = ReturnType<typeof createMetrics>

const LATENCY_BUCKETS_S = [0.002, 0.005, 0.01, 0.02, 0.04, 0.08, 0.2, 0.5, 1, 2, 5, 15]
const SIZE_BUCKETS_BYTES = [1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9]

export function createMetrics() {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry, prefix: 'kinfolio_' })
  const registers = [registry]
  return {
    registry,
    requestSeconds: new Histogram({
      name: 'kinfolio_http_request_duration_seconds',
      help: 'Time to answer a request',
      labelNames: ['method', 'route', 'status'],
      buckets: LATENCY_BUCKETS_S,
      registers,
    }),
    signIns: new Counter({
      name: 'kinfolio_auth_attempts_total',
      help: 'Sign-ins and refreshes by outcome',
      labelNames: ['outcome'],
      registers,
    }),
    uploadBytes: new Histogram({
      name: 'kinfolio_transfer_bytes',
      help: 'Size of requests that hand files in',
      buckets: SIZE_BUCKETS_BYTES,
      registers,
    }),
    /** A value that is read at the moment somebody asks. */
    gauge(name: string, help: string, read: () => number | Promise<number>): void {
      const gauge: Gauge = new Gauge({
        name: `kinfolio_${name}`,
        help,
        registers,
        collect: async (): Promise<void> => gauge.set(await read()),
      })
    },
  }
}
