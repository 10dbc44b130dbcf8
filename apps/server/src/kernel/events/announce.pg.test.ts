import { expect, test } from 'vitest'
import { z } from 'zod'
import { contextOfViewer, openBench, until } from '../jobs/jobs.fixture.ts'
import { createDomainEvents, defineEvent } from './index.ts'

const drawn = defineEvent('testing.page-drawn', z.object({ page: z.string() }))

test('an event reaches every subscriber, each tried until it succeeds', async () => {
  await using bench = await openBench()
  const events = createDomainEvents({ queue: bench.jobs.queue, handle: bench.jobs.handle })
  const seen: string[] = []
  let stumbles = 1
  events.subscribe(drawn, { name: 'recognition.read', react: async ({ page }) => void seen.push(`read ${page}`) })
  events.subscribe(drawn, {
    name: 'connectors.deliver',
    react: async ({ page }, run) => {
      if (stumbles-- > 0) throw new Error('not yet')
      seen.push(`delivered ${page} at attempt ${run.attempt}`)
    },
  })
  await bench.jobs.start()
  const { spaceId, userId: onBehalfOf } = bench.viewer
  await bench.database.write(contextOfViewer(bench), async (tx) =>
    events.announce(tx, drawn, { spaceId, onBehalfOf, title: 'Notes', body: { page: '1' } }),
  )
  await until(() => seen.length === 2)
  expect(seen.toSorted()).toEqual(['delivered 1 at attempt 2', 'read 1'])
  const { jobs } = await bench.jobs.listJobs({ ...bench.viewer, limit: 10 })
  expect(jobs.map(({ kind }) => kind).toSorted()).toEqual(['connectors.deliver', 'recognition.read'])
})

test('an event of a change that was taken back reaches nobody', async () => {
  await using bench = await openBench()
  const events = createDomainEvents({ queue: bench.jobs.queue, handle: bench.jobs.handle })
  events.subscribe(drawn, { name: 'recognition.read', react: async () => Promise.resolve() })
  const { spaceId, userId: onBehalfOf } = bench.viewer
  const undone = bench.database.write(contextOfViewer(bench), async (tx) => {
    await events.announce(tx, drawn, { spaceId, onBehalfOf, title: 'Notes', body: { page: '1' } })
    throw new Error('no')
  })
  await expect(undone).rejects.toThrow('no')
  expect((await bench.jobs.listJobs({ ...bench.viewer, limit: 10 })).jobs).toEqual([])
})

test('one name for two reactions is refused while the server is composed', async () => {
  await using bench = await openBench()
  const events = createDomainEvents({ queue: bench.jobs.queue, handle: bench.jobs.handle })
  const subscribe = (): void => events.subscribe(drawn, { name: 'a.b', react: async () => Promise.resolve() })
  subscribe()
  expect(subscribe).toThrow('have a handler already')
})
