import { describe, expect, test } from 'vitest'
import { createMetrics } from './metrics.ts'

/** The rows of one metric, as a scraper reads them. */
function rowsOf(text: string, name: string): string[] {
  return text.split('\n').filter((line) => line.startsWith(name) && !line.startsWith('#'))
}

describe('what is told about the server', () => {
  test('has the names that dashboards and alarms were written for, each explained', async () => {
    const text = await createMetrics().registry.metrics()
    for (const [name, type] of [
      ['kinfolio_http_request_duration_seconds', 'histogram'],
      ['kinfolio_auth_attempts_total', 'counter'],
      ['kinfolio_transfer_bytes', 'histogram'],
      ['kinfolio_process_cpu_seconds_total', 'counter'],
      ['kinfolio_nodejs_eventloop_lag_seconds', 'gauge'],
    ]) {
      expect(text).toContain(`# TYPE ${name} ${type}\n`)
      expect(text).toMatch(new RegExp(`# HELP ${name} \\S`))
    }
  })

  test('can be scraped as it is', async () => {
    const { registry } = createMetrics()
    expect(registry.contentType).toContain('text/plain')
    for (const line of (await registry.metrics()).split('\n')) {
      expect(line).toMatch(/^(#.*|[a-z_][a-z0-9_]*(\{[^}]*\})? \S+|)$/)
    }
  })

  test('has no number without our name before it', async () => {
    const text = await createMetrics().registry.metrics()
    const names = text.split('\n').flatMap((line) => /^# TYPE (\S+)/.exec(line)?.[1] ?? [])
    expect(names.filter((name) => !name.startsWith('kinfolio_'))).toEqual([])
  })

  test('tells a list answered in time apart from a late one', async () => {
    const metrics = createMetrics()
    const labels = { method: 'GET', route: '/api/documents', status: 200 }
    // The target for one list is 20 ms; both sides of it must fall into buckets of their own.
    metrics.requestSeconds.observe(labels, 0.019)
    metrics.requestSeconds.observe(labels, 0.021)
    const text = await metrics.registry.metrics()
    expect(text).toMatch(/_bucket\{le="0\.02",method="GET",route="\/api\/documents",status="200"\} 1\n/)
    expect(text).toMatch(/_bucket\{le="0\.04",method="GET",route="\/api\/documents",status="200"\} 2\n/)
  })
})

describe('a value that is read when somebody asks', () => {
  test('is as it is at that moment, each time', async () => {
    const metrics = createMetrics()
    let sockets = 1
    metrics.gauge('websocket_connections', 'Open realtime sockets', () => sockets)
    expect(rowsOf(await metrics.registry.metrics(), 'kinfolio_websocket')).toEqual(['kinfolio_websocket_connections 1'])
    sockets = 0
    expect(rowsOf(await metrics.registry.metrics(), 'kinfolio_websocket')).toEqual(['kinfolio_websocket_connections 0'])
  })

  test('may take its time', async () => {
    const metrics = createMetrics()
    metrics.gauge('jobs_waiting', 'Jobs that wait', async () => Promise.resolve(12))
    expect(await metrics.registry.metrics()).toContain('kinfolio_jobs_waiting 12')
  })

  test('has a name of its own: the same one twice is noticed at the start', () => {
    const metrics = createMetrics()
    metrics.gauge('twice', 'first', () => 1)
    expect(() => metrics.gauge('twice', 'second', () => 2)).toThrow('kinfolio_twice')
  })
})

test('two servers in one process count apart', async () => {
  const [one, other] = [createMetrics(), createMetrics()]
  one.signIns.inc({ outcome: 'success' })
  expect(await one.registry.metrics()).toContain('kinfolio_auth_attempts_total{outcome="success"} 1')
  expect(await other.registry.metrics()).not.toContain('outcome="success"')
})
