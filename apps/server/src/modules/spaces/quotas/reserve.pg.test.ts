import type { JobId, PageId, SpaceId } from '@kinfolio/contracts'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { newPages, openQuotaHouse, type QuotaHouse } from '../../../../test/quota-house.ts'

let house: QuotaHouse
beforeAll(async () => {
  house = await openQuotaHouse()
  await house.writePlan({ id: 'three', pages_read: 3 })
  await house.writePlan({ id: 'three-online', pages_read: 3, offline_reader_counts: false })
  await house.writePlan({ id: 'ten', pages_read: 10 })
})
afterAll(async () => house[Symbol.asyncDispose]())
beforeEach(() => {
  house.now.at = new Date('2026-03-15T12:00:00Z')
})

const inSpace = (spaceId: SpaceId) => ({ kind: 'job', spaceId, onBehalfOf: undefined }) as const

type Reserving = { spaceId: SpaceId; jobId: JobId; pages: PageId[]; isOffline?: boolean; isWhole?: boolean }
async function reserve({ spaceId, jobId, pages, isOffline = false, isWhole = false }: Reserving): Promise<PageId[]> {
  const wishes = pages.map((pageId) => ({ jobId, pageId }))
  const { granted } = await house.test.database.write(inSpace(spaceId), async (tx) =>
    house.quotas.reservePages({ tx, spaceId, isOffline, pages: wishes, isWhole }),
  )
  return pages.filter((pageId) => granted.has(pageId))
}
const settle = async (of: { spaceId: SpaceId; jobId: JobId; read: PageId[] }) =>
  house.test.database.write(inSpace(of.spaceId), async (tx) => house.quotas.settlePages({ tx, ...of }))
async function usage(spaceId: SpaceId) {
  const { usage: all } = await house.quotas.readUsage({ context: inSpace(spaceId), spaceId })
  const pages = all.find(({ kind }) => kind === 'pages_read')
  return pages && { used: pages.used, reserved: pages.reserved }
}

test('as many pages are set aside as are left, in the order given', async () => {
  const { spaceId } = await house.newSpace('three')
  const [jobId, pages] = [await house.newJob(spaceId), newPages(5)]
  expect(await reserve({ spaceId, jobId, pages })).toEqual(pages.slice(0, 3))
  expect(await usage(spaceId)).toEqual({ used: 0, reserved: 3 })
  expect(await reserve({ spaceId, jobId: await house.newJob(spaceId), pages: newPages(1) })).toEqual([])
})

test('a job that runs again is given what it holds, and takes nothing more', async () => {
  const { spaceId } = await house.newSpace('three')
  const [jobId, pages] = [await house.newJob(spaceId), newPages(3)]
  for (const _ of [1, 2, 3]) expect(await reserve({ spaceId, jobId, pages })).toEqual(pages)
  expect(await usage(spaceId)).toEqual({ used: 0, reserved: 3 })
})

test('what was read is used, what was not is given back, and settling again changes nothing', async () => {
  const { spaceId } = await house.newSpace('three')
  const [jobId, pages] = [await house.newJob(spaceId), newPages(3)]
  await reserve({ spaceId, jobId, pages })
  expect(await settle({ spaceId, jobId, read: pages.slice(0, 1) })).toEqual({ givenBack: 2 })
  expect(await usage(spaceId)).toEqual({ used: 1, reserved: 0 })
  expect(await settle({ spaceId, jobId, read: [] })).toEqual({ givenBack: 0 })
  expect(await usage(spaceId)).toEqual({ used: 1, reserved: 0 })
  expect(await reserve({ spaceId, jobId: await house.newJob(spaceId), pages: newPages(3) })).toHaveLength(2)
})

test('what a person asks for is set aside whole or refused, with what is left in numbers and words', async () => {
  const { spaceId } = await house.newSpace('three')
  await reserve({ spaceId, jobId: await house.newJob(spaceId), pages: newPages(2) })
  const asked = reserve({ spaceId, jobId: await house.newJob(spaceId), pages: newPages(2), isWhole: true })
  await expect(asked).rejects.toMatchObject({
    body: {
      type: '/problems/quota-exceeded',
      status: 402,
      wanted: 2,
      plan: 'three',
      quota: { kind: 'pages_read', used: 0, reserved: 2, limit: 3, reset_at: '2026-04-01T00:00:00.000Z' },
      detail: expect.stringContaining('1 is left until 1 April'),
    },
  })
  expect(await usage(spaceId)).toEqual({ used: 0, reserved: 2 })
})

test('the offline reader is free where the plan says so', async () => {
  const { spaceId } = await house.newSpace('three-online')
  const pages = newPages(9)
  expect(await reserve({ spaceId, jobId: await house.newJob(spaceId), pages, isOffline: true })).toHaveLength(9)
  expect(await usage(spaceId)).toEqual({ used: 0, reserved: 0 })
  expect(await reserve({ spaceId, jobId: await house.newJob(spaceId), pages, isOffline: false })).toHaveLength(3)
})

test('without a limit pages are counted all the same, so that a plan chosen later knows of them', async () => {
  const { spaceId } = await house.newSpace()
  const [jobId, pages] = [await house.newJob(spaceId), newPages(4)]
  expect(await reserve({ spaceId, jobId, pages })).toHaveLength(4)
  await settle({ spaceId, jobId, read: pages })
  expect(await usage(spaceId)).toEqual({ used: 4, reserved: 0 })
  await house.quotas.assignPlan({ spaceId, plan: 'three' })
  expect(await reserve({ spaceId, jobId: await house.newJob(spaceId), pages: newPages(1) })).toEqual([])
})

describe('a month', () => {
  test('begins anew, and a page is used in the month it was set aside in', async () => {
    const { spaceId } = await house.newSpace('three')
    const [jobId, pages] = [await house.newJob(spaceId), newPages(3)]
    house.now.at = new Date('2026-03-31T23:59:59Z')
    await reserve({ spaceId, jobId, pages })
    house.now.at = new Date('2026-04-01T00:00:00Z')
    expect(await reserve({ spaceId, jobId: await house.newJob(spaceId), pages: newPages(3) })).toHaveLength(3)
    await settle({ spaceId, jobId, read: pages })
    expect(await usage(spaceId)).toEqual({ used: 0, reserved: 3 })
    house.now.at = new Date('2026-03-31T23:59:59Z')
    expect(await usage(spaceId)).toEqual({ used: 3, reserved: 0 })
  })

  // The clocks of Berlin go forward on 29 March, those of Chatham stand at a quarter hour, Kiritimati is a day ahead.
  test.each([
    { zone: 'UTC', now: '2026-03-31T23:59:59Z', reset: '2026-04-01T00:00:00.000Z' },
    { zone: 'Europe/Berlin', now: '2026-03-01T00:00:00Z', reset: '2026-03-31T22:00:00.000Z' },
    { zone: 'Europe/Berlin', now: '2026-02-28T22:59:59Z', reset: '2026-02-28T23:00:00.000Z' },
    { zone: 'Europe/Berlin', now: '2026-10-31T12:00:00Z', reset: '2026-10-31T23:00:00.000Z' },
    { zone: 'America/New_York', now: '2026-11-01T03:59:59Z', reset: '2026-11-01T04:00:00.000Z' },
    { zone: 'Pacific/Kiritimati', now: '2026-12-31T10:30:00Z', reset: '2027-01-31T10:00:00.000Z' },
    { zone: 'Pacific/Chatham', now: '2026-06-15T00:00:00Z', reset: '2026-06-30T11:15:00.000Z' },
    { zone: 'Pacific/Pago_Pago', now: '2028-02-29T12:00:00Z', reset: '2028-03-01T11:00:00.000Z' },
  ])('in $zone at $now ends at $reset', async ({ zone, now, reset }) => {
    const { spaceId, userId, context } = await house.newSpace('three')
    house.now.at = new Date(now)
    // A session that no row knows: what is tested here begins behind the door.
    const actor = { userId, spaceId, role: 'owner', sessionId: spaceId as never } as const
    const { usage: all } = await house.quotas.choosePlan({ context, actor, timeZone: zone, address: '' })
    expect(all.find(({ kind }) => kind === 'pages_read')?.reset_at).toBe(reset)
  })
})

test('what is set aside for a job that is over, or gone, is counted back by the sweep; what a live one holds stays', async () => {
  const { spaceId } = await house.newSpace('ten')
  const [live, over, gone] = [await house.newJob(spaceId), await house.newJob(spaceId), await house.newJob(spaceId)]
  for (const jobId of [live, over, gone]) await reserve({ spaceId, jobId, pages: newPages(2) })
  await house.admin.query("update jobs set state = 'failed' where id = $1", [over])
  await house.admin.query('delete from jobs where id = $1', [gone])
  await house.quotas.sweepReservations({})
  expect(await usage(spaceId)).toEqual({ used: 0, reserved: 2 })
  const { rows } = await house.admin.query('select distinct job_id from quota_reservations where space_id = $1', [
    spaceId,
  ])
  expect(rows).toEqual([{ job_id: live }])
})

test('people are told once at nine tenths and once at the end, and again next month', async () => {
  const { spaceId } = await house.newSpace('ten')
  const read = async (count: number): Promise<void> => {
    const [jobId, pages] = [await house.newJob(spaceId), newPages(count)]
    await reserve({ spaceId, jobId, pages })
    await settle({ spaceId, jobId, read: pages })
  }
  const at = (percent: number, reset: string) => ({ space_id: spaceId, kind: 'pages_read', percent, reset_at: reset })
  await read(8)
  expect(await house.told(spaceId)).toEqual([])
  await read(1)
  expect(await house.told(spaceId)).toEqual([at(90, '2026-04-01T00:00:00.000Z')])
  // Given back, a page changes nothing, and nobody is told what they know.
  const unread = await house.newJob(spaceId)
  await reserve({ spaceId, jobId: unread, pages: newPages(1) })
  await settle({ spaceId, jobId: unread, read: [] })
  expect(await house.told(spaceId)).toHaveLength(1)
  await read(1)
  const march = [at(90, '2026-04-01T00:00:00.000Z'), at(100, '2026-04-01T00:00:00.000Z')]
  expect(await house.told(spaceId)).toEqual(march)
  house.now.at = new Date('2026-04-02T00:00:00Z')
  await read(9)
  expect(await house.told(spaceId)).toEqual([...march, at(90, '2026-05-01T00:00:00.000Z')])
})
