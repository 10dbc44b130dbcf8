import { randomBytes } from 'node:crypto'
import type { MemberRole, SpaceId } from '@kinfolio/contracts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addMember, createPersonAndSpace } from '../../../../test/database.ts'
import { SIGN_IN } from '../../../kernel/database/index.ts'
import { openQuotaHouse, type QuotaHouse } from '../../../../test/quota-house.ts'

let house: QuotaHouse
let hosted: QuotaHouse
beforeAll(async () => {
  house = await openQuotaHouse()
  hosted = await openQuotaHouse({ plan: 'free', timeZone: 'Europe/Berlin', ownersChoose: false })
  await house.writePlan({ id: 'small', stored_bytes: 1_000, members: 2 })
})
afterAll(async () => {
  await house[Symbol.asyncDispose]()
  await hosted[Symbol.asyncDispose]()
})

type Space = Awaited<ReturnType<QuotaHouse['newSpace']>>
const as = ({ userId, spaceId, context }: Space, role: MemberRole) => ({
  context,
  address: '',
  // A session that no row knows: what is tested here begins behind the door.
  actor: { userId, spaceId, role, sessionId: spaceId as never },
})
const problem = (type: string) => ({ body: { type: `/problems/${type}` } })

describe('the plan of a space', () => {
  test('is that of the configuration until one is chosen, and again when the choice is taken back', async () => {
    const space = await hosted.newSpace()
    const read = async () => (await hosted.quotas.readUsage(space)).plan.id
    expect(await read()).toBe('free')
    await hosted.quotas.assignPlan({ spaceId: space.spaceId, plan: 'pro' })
    expect(await read()).toBe('pro')
    await hosted.quotas.assignPlan({ spaceId: space.spaceId, plan: null })
    expect(await read()).toBe('free')
    expect((await hosted.quotas.readUsage(space)).time_zone).toBe('Europe/Berlin')
  })

  test('is chosen by the owner at home, written to the audit log, and told to the modules below', async () => {
    const space = await house.newSpace()
    const { plan } = await house.quotas.choosePlan({ ...as(space, 'owner'), plan: 'free' })
    expect(plan).toMatchObject({ id: 'free', pages_read: 30 })
    const { rows } = await house.admin.query('select action, actor_id from audit_log where space_id = $1', [
      space.spaceId,
    ])
    expect(rows).toEqual([{ action: 'plan.chosen', actor_id: space.userId }])
    const { rows: jobs } = await house.admin.query('select kind from jobs where space_id = $1', [space.spaceId])
    expect(jobs).toEqual([{ kind: 'spaces.plan-changed' }])
  })

  test('is nobody else’s to choose, and no other than those there are', async () => {
    const space = await house.newSpace()
    const choose = async (role: MemberRole, plan: string) => house.quotas.choosePlan({ ...as(space, role), plan })
    await expect(choose('admin', 'free')).rejects.toMatchObject(problem('not-allowed'))
    await expect(choose('owner', 'gold')).rejects.toMatchObject(problem('plan-not-found'))
  })

  test('is the operator’s where owners do not choose; the time zone stays theirs', async () => {
    const space = await hosted.newSpace()
    const chosen = hosted.quotas.choosePlan({ ...as(space, 'owner'), plan: 'unlimited' })
    await expect(chosen).rejects.toMatchObject(problem('plan-not-yours'))
    const { time_zone } = await hosted.quotas.choosePlan({ ...as(space, 'owner'), timeZone: 'Asia/Tokyo' })
    expect(time_zone).toBe('Asia/Tokyo')
    expect(await hosted.quotas.listPlans(space)).toMatchObject({ owners_choose: false })
  })
})

/** Rows as an upload makes them; the trigger counts. */
async function store(spaceId: SpaceId, files: { hash: Buffer; size: number }[]): Promise<void> {
  await house.test.database.write({ kind: 'job', spaceId, onBehalfOf: undefined }, async (tx) =>
    house.quotas.storeWithinPlan({
      tx,
      spaceId,
      store: async () => {
        const rows = files.map(({ hash, size }) => ({ space_id: spaceId, sha256: hash, size_bytes: size }))
        await tx
          .insertInto('stored_files')
          .values(rows)
          .onConflict((conflict) => conflict.doNothing())
          .execute()
      },
    }),
  )
}
const file = (size: number) => ({ hash: randomBytes(32), size })
const bytesOf = async (space: Space): Promise<number | undefined> =>
  (await house.quotas.readUsage(space)).usage.find(({ kind }) => kind === 'stored_bytes')?.used

describe('stored bytes', () => {
  test('are counted as rows come and go, each once, and of each space apart', async () => {
    const [space, other] = [await house.newSpace(), await house.newSpace()]
    const twice = file(700)
    await store(space.spaceId, [twice, file(300)])
    await store(space.spaceId, [twice])
    expect([await bytesOf(space), await bytesOf(other)]).toEqual([1_000, 0])
    await house.admin.query('delete from stored_files where space_id = $1 and size_bytes = 700', [space.spaceId])
    expect(await bytesOf(space)).toBe(300)
  })

  test('over the plan are refused, and nothing of them is kept; the same bytes again take no room', async () => {
    const space = await house.newSpace('small')
    const kept = file(950)
    await store(space.spaceId, [kept])
    await expect(store(space.spaceId, [file(40), file(11)])).rejects.toMatchObject({
      body: { type: '/problems/quota-exceeded', wanted: 51, quota: { kind: 'stored_bytes', used: 950, limit: 1_000 } },
    })
    expect(await bytesOf(space)).toBe(950)
    await store(space.spaceId, [kept, file(50)])
    expect(await bytesOf(space)).toBe(1_000)
    await store(space.spaceId, [kept])
  })

  test('are told at nine tenths and at the end, and again once they were below', async () => {
    const space = await house.newSpace('small')
    await store(space.spaceId, [file(900)])
    await store(space.spaceId, [file(100)])
    const told = (await house.told(space.spaceId)).map((body) => body as { percent: number; reset_at: null })
    expect(told.map(({ percent, reset_at }) => [percent, reset_at])).toEqual([
      [90, null],
      [100, null],
    ])
    await house.admin.query('delete from stored_files where space_id = $1', [space.spaceId])
    await store(space.spaceId, [file(10)])
    await store(space.spaceId, [file(890)])
    expect(await house.told(space.spaceId)).toHaveLength(3)
  })

  test('that can never fit are refused before any is taken, as is everything when the space is full', async () => {
    const space = await house.newSpace('small')
    const ask = async (sizeBytes: number) => house.quotas.requireRoomForBytes({ ...space, sizeBytes })
    await ask(1_000)
    await expect(ask(1_001)).rejects.toMatchObject(problem('quota-exceeded'))
    await store(space.spaceId, [file(1_000)])
    await expect(ask(0)).rejects.toMatchObject(problem('quota-exceeded'))
  })

  test('go with their space', async () => {
    const space = await house.newSpace()
    await store(space.spaceId, [file(10)])
    await house.admin.query('delete from spaces where id = $1', [space.spaceId])
    const { rows } = await house.admin.query('select from quota_usage where space_id = $1', [space.spaceId])
    expect(rows).toEqual([])
  })
})

test('of two who join at once for the last place one gets it', async () => {
  const space = await house.newSpace('small')
  const join = async (): Promise<string> => {
    const { userId } = await createPersonAndSpace(house.test.database)
    return house.test.database
      .write(SIGN_IN, async (tx) => {
        await house.quotas.requireRoomForMember({ tx, spaceId: space.spaceId })
        await tx.insertInto('members').values({ space_id: space.spaceId, user_id: userId, role: 'member' }).execute()
        return 'joined'
      })
      .catch((error: { body?: { type: string; quota: object } }) => JSON.stringify(error.body?.quota))
  }
  const outcomes = await Promise.all([join(), join()])
  const refused = { kind: 'members', used: 2, reserved: 0, limit: 2, reset_at: null }
  expect(outcomes.toSorted()).toEqual(['joined', JSON.stringify(refused)])
})

test('members are counted as they are', async () => {
  const space = await house.newSpace()
  const { userId } = await createPersonAndSpace(house.test.database)
  await addMember(house.test.database, { userId, spaceId: space.spaceId, role: 'view_only' })
  const members = (await house.quotas.readUsage(space)).usage.find(({ kind }) => kind === 'members')
  expect(members).toEqual({ kind: 'members', used: 2, reserved: 0, limit: null, reset_at: null })
})

describe('the places for members', () => {
  const join = async ({ spaceId }: Space): Promise<void> => {
    const { userId } = await createPersonAndSpace(house.test.database)
    await addMember(house.test.database, { userId, spaceId, role: 'member' })
    await tell({ spaceId })
  }
  const tell = async ({ spaceId }: Pick<Space, 'spaceId'>): Promise<void> =>
    house.test.database.write({ kind: 'job', spaceId, onBehalfOf: undefined }, async (tx) =>
      house.quotas.tellMembersUsed({ tx, spaceId }),
    )
  const leave = async ({ spaceId, userId }: Space): Promise<void> =>
    void (await house.admin.query('delete from members where space_id = $1 and user_id <> $2', [spaceId, userId]))
  const allTaken = (space: Space) => ({ space_id: space.spaceId, kind: 'members', percent: 100, reset_at: null })

  test('are told of once when the last one is taken', async () => {
    const space = await house.newSpace('small')
    expect(await house.told(space.spaceId)).toEqual([])
    await join(space)
    expect(await house.told(space.spaceId)).toEqual([allTaken(space)])
  })

  test('are told of again when somebody left in between and the last one is taken anew', async () => {
    const space = await house.newSpace('small')
    await join(space)
    await leave(space)
    await join(space)
    expect(await house.told(space.spaceId)).toHaveLength(2)
  })

  test('are told of at nine tenths first', async () => {
    await house.writePlan({ id: 'ten', members: 10 })
    const space = await house.newSpace('ten')
    const told: number[] = []
    for (let people = 2; people <= 10; people++) {
      await join(space)
      told.push((await house.told(space.spaceId)).length)
    }
    expect(told).toEqual([0, 0, 0, 0, 0, 0, 0, 1, 2])
  })

  test('without a limit are told of never', async () => {
    const space = await house.newSpace()
    await join(space)
    expect(await house.told(space.spaceId)).toEqual([])
  })
})

describe('the time zone of a space', () => {
  test('moves the moment a month begins, keeps the plan, and is the owner’s to choose even where plans are not', async () => {
    const space = await hosted.newSpace()
    const before = await hosted.quotas.readUsage(space)
    const after = await hosted.quotas.choosePlan({ ...as(space, 'owner'), timeZone: 'Pacific/Auckland' })
    expect([before.time_zone, after.time_zone, after.plan.id]).toEqual(['Europe/Berlin', 'Pacific/Auckland', 'free'])
    expect(after.usage[0]?.reset_at).toBe('2026-03-31T11:00:00.000Z')
    expect((await hosted.quotas.readUsage(space)).time_zone).toBe('Pacific/Auckland')
  })

  test.each(['admin', 'member', 'view_only'] as const)('is not for a role of %s to choose', async (role) => {
    const space = await hosted.newSpace()
    const attempt = hosted.quotas.choosePlan({ ...as(space, role), timeZone: 'Pacific/Auckland' })
    await expect(attempt).rejects.toMatchObject(problem('not-allowed'))
    expect((await hosted.quotas.readUsage(space)).time_zone).toBe('Europe/Berlin')
  })
})
