import type { MemberRole, SpaceId, UserId } from '@kinfolio/contracts'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createPersonAndSpace } from '../../../../test/database.ts'
import { endOf, type House, openHouse } from '../house.fixture.ts'
import { listMembers } from './member.queries.ts'

let house: House
let id: SpaceId
let people: Record<string, UserId>

beforeAll(async () => (house = await openHouse()))
afterAll(async () => house[Symbol.asyncDispose]())
beforeEach(async () => {
  ;({ id, people } = await house.family({ Ada: 'owner', Ben: 'admin', Cleo: 'member', Dan: 'view_only' }))
  house.announced.length = 0
})

const ROLES: Record<string, MemberRole> = { Ada: 'owner', Ben: 'admin', Cleo: 'member', Dan: 'view_only' }
const idOf = (name: string): UserId => people[name] ?? expect.fail(name)
const by = (name: string, role = ROLES[name] ?? 'member') => house.as(idOf(name), { spaceId: id, role })
const give = async (who: string, whom: string, role: Exclude<MemberRole, 'owner'>) =>
  endOf(house.spaces.changeMemberRole({ ...by(who), userId: idOf(whom), role }))
const remove = async (who: string, whom: string) => endOf(house.spaces.removeMember({ ...by(who), userId: idOf(whom) }))
const leave = async (who: string) => endOf(house.spaces.leaveSpace(by(who)))
const handOver = async (who: string, whom: string, staysOwner = false) =>
  endOf(house.spaces.handOverSpace({ ...by(who), userId: idOf(whom), staysOwner }))

describe('the list', () => {
  const listed = async (userId: UserId) =>
    house.data.database.read({ kind: 'person', userId }, (db) => listMembers(db, id))

  test('tells every member the names, addresses and roles of all, owners first', async () => {
    for (const name of Object.keys(ROLES)) {
      const members = await listed(idOf(name))
      expect(members.map((one) => [one.name, one.role])).toEqual(Object.entries(ROLES))
      expect(members[0]).toMatchObject({ email: `${idOf('Ada')}@example.org`, joined_at: expect.any(String) })
    }
  })

  test('is empty for a stranger, and whole rows of other people stay closed for members too', async () => {
    expect(await listed(await house.person('Eve'))).toEqual([])
    const rows = await house.data.database.read({ kind: 'person', userId: idOf('Cleo') }, (db) =>
      db.selectFrom('users').select('name').execute(),
    )
    expect(rows).toEqual([{ name: 'Cleo' }])
  })

  test('is empty for who is still signing in, and in another space of the same person', async () => {
    const other = await house.family({ Eve: 'owner' })
    const context = { kind: 'person', userId: idOf('Ada'), spaceId: other.id } as const
    expect(await house.data.database.read(context, (db) => listMembers(db, id))).toEqual([])
    expect(await house.data.database.read({ kind: 'sign-in' }, (db) => listMembers(db, id))).toEqual([])
  })
})

describe('a role', () => {
  test('is changed by admins and owners, up to admin', async () => {
    expect(await give('Ben', 'Dan', 'member')).toBe('ok')
    expect(await give('Ben', 'Cleo', 'admin')).toBe('ok')
    expect(await give('Ada', 'Ben', 'view_only')).toBe('ok')
    expect(await house.roles(id)).toEqual({ Ada: 'owner', Ben: 'view_only', Cleo: 'admin', Dan: 'member' })
  })

  test('is changed by nobody below, nor of an owner by an admin', async () => {
    expect(await give('Cleo', 'Dan', 'member')).toBe('not-allowed')
    expect(await give('Dan', 'Dan', 'admin')).toBe('not-allowed')
    expect(await give('Ben', 'Ada', 'view_only')).toBe('not-allowed')
    expect(await house.roles(id)).toEqual(ROLES)
  })

  test('counts as it is now, not as it was when the request came in', async () => {
    expect(await give('Ada', 'Ben', 'member')).toBe('ok')
    expect(await give('Ben', 'Dan', 'admin')).toBe('not-allowed')
    expect(await remove('Ben', 'Dan')).toBe('not-allowed')
  })

  test('of the last owner stays', async () => {
    expect(await give('Ada', 'Ada', 'admin')).toBe('last-owner')
    expect(await house.roles(id)).toEqual(ROLES)
  })

  test('of two owners who demote each other, or step down, at once: one stays, 20 times', async () => {
    for (let trial = 0; trial < 20; trial += 1) {
      const two = await house.family({ Ada: 'owner', Ben: 'owner' })
      const [ada, ben] = [two.people['Ada'] ?? expect.fail(), two.people['Ben'] ?? expect.fail()]
      const demote = async (who: UserId, userId: UserId) =>
        endOf(
          house.spaces.changeMemberRole({
            ...house.as(who, { spaceId: two.id, role: 'owner' }),
            userId,
            role: 'member',
          }),
        )
      const whom = trial % 2 === 0 ? [ben, ada] : [ada, ben]
      const ends = await Promise.all([demote(ada, whom[0] ?? ada), demote(ben, whom[1] ?? ben)])
      const left = Object.values(await house.roles(two.id)).filter((role) => role === 'owner')
      expect([ends.filter((end) => end === 'ok').length, left]).toEqual([1, ['owner']])
    }
  })

  test('is told: to all members, in the audit log, and to whoever sends notices', async () => {
    await give('Ben', 'Dan', 'member')
    for (const name of Object.keys(ROLES))
      expect((await house.told(idOf(name))).at(-1)).toEqual({
        kind: 'space.changed',
        ids: { space_id: id, user_id: idOf('Dan') },
      })
    expect((await house.audited(id)).at(-1)).toEqual({
      action: 'member.role-changed',
      actor_id: idOf('Ben'),
      address: '192.0.2.7',
    })
    const body = { space_id: id, change: 'role-changed', user_id: idOf('Dan'), role: 'member' }
    expect(house.announced).toEqual([{ name: 'spaces.members-changed', body }])
  })

  test('said again changes nothing and tells nobody', async () => {
    expect(await give('Ben', 'Dan', 'view_only')).toBe('ok')
    expect([await house.audited(id), house.announced]).toEqual([[], []])
  })
})

describe('who is removed', () => {
  test('is out, hears of it, and of nothing that follows', async () => {
    expect(await remove('Ben', 'Cleo')).toBe('ok')
    expect(await house.roles(id)).toEqual({ Ada: 'owner', Ben: 'admin', Dan: 'view_only' })
    const last = { kind: 'space.changed', ids: { space_id: id, user_id: idOf('Cleo') } }
    expect((await house.told(idOf('Cleo'))).at(-1)).toEqual(last)
    expect((await house.told(idOf('Dan'))).at(-1)).toEqual(last)
    await give('Ben', 'Dan', 'member')
    expect((await house.told(idOf('Cleo'))).at(-1)).toEqual(last)
    expect((await house.audited(id)).map(({ action }) => action)).toEqual(['member.removed', 'member.role-changed'])
  })

  test('is no owner, unless another owner does it', async () => {
    expect(await remove('Ben', 'Ada')).toBe('not-allowed')
    expect(await handOver('Ada', 'Ben', true)).toBe('ok')
    expect(await remove('Ben', 'Ada')).toBe('ok')
    expect(await house.roles(id)).toEqual({ Ben: 'owner', Cleo: 'member', Dan: 'view_only' })
  })

  test('was never in another space', async () => {
    const other = await house.family({ Eve: 'owner', Fay: 'member' })
    people = { ...people, ...other.people }
    expect(await remove('Ben', 'Fay')).toBe('member-not-found')
    expect(await house.roles(other.id)).toEqual({ Eve: 'owner', Fay: 'member' })
  })

  test('takes what they had invited to along', async () => {
    const wish = { kind: 'link', role: 'member', life_hours: 1, uses_max: 5 } as const
    const { secret } = await house.spaces.createInvitation({ ...by('Ben'), wish })
    expect(await remove('Ada', 'Ben')).toBe('ok')
    const visitor = { address: '192.0.2.9', userAgent: '' }
    expect(await endOf(house.spaces.previewInvitation({ code: secret ?? '', visitor }))).toBe('invitation-unusable')
  })
})

describe('leaving', () => {
  test.each(['Ben', 'Cleo', 'Dan'])('is up to %s', async (name) => {
    expect(await leave(name)).toBe('ok')
    expect(Object.keys(await house.roles(id))).not.toContain(name)
    expect((await house.told(idOf(name))).at(-1)).toMatchObject({ kind: 'space.changed', ids: { space_id: id } })
    expect(house.announced).toMatchObject([{ body: { change: 'left', user_id: idOf(name), role: null } }])
  })

  test('is not for the last owner, and works once there is another', async () => {
    expect(await leave('Ada')).toBe('last-owner')
    expect(await remove('Ada', 'Ada')).toBe('last-owner')
    expect(await handOver('Ada', 'Cleo')).toBe('ok')
    expect(await leave('Ada')).toBe('ok')
    expect(await house.roles(id)).toEqual({ Ben: 'admin', Cleo: 'owner', Dan: 'view_only' })
  })

  test('twice finds nothing to leave', async () => {
    expect([await leave('Cleo'), await leave('Cleo')]).toEqual(['ok', 'not-found'])
  })
})

describe('handing over', () => {
  test('makes a member the owner and the giver an admin', async () => {
    expect(await handOver('Ada', 'Dan')).toBe('ok')
    expect(await house.roles(id)).toEqual({ Ada: 'admin', Ben: 'admin', Cleo: 'member', Dan: 'owner' })
  })

  test('may keep both as owners', async () => {
    expect(await handOver('Ada', 'Cleo', true)).toBe('ok')
    expect(await house.roles(id)).toEqual({ ...ROLES, Cleo: 'owner' })
  })

  test('is the owner’s, and for members alone', async () => {
    people['Eve'] = await house.person('Eve')
    expect(await handOver('Ben', 'Ben')).toBe('not-allowed')
    expect(await handOver('Ada', 'Eve')).toBe('member-not-found')
    expect(await handOver('Ada', 'Ada')).toBe('ok')
    expect(await house.roles(id)).toEqual(ROLES)
  })

  test('by two who give it to each other’s favourite at once leaves an owner', async () => {
    const ends = await Promise.all([handOver('Ada', 'Cleo'), handOver('Ada', 'Dan')])
    expect(ends.toSorted()).toEqual(['not-allowed', 'ok'])
    expect(Object.values(await house.roles(id)).filter((role) => role === 'owner')).toHaveLength(1)
  })
})

describe('a family', () => {
  test('is made by anybody, who owns it, and renamed by who manages it', async () => {
    const eve = await house.person('Eve')
    const made = await house.spaces.createSpace({ userId: eve, name: 'The Eves', address: '192.0.2.7' })
    expect(made).toMatchObject({ kind: 'family', name: 'The Eves', role: 'owner' })
    expect(await house.roles(made.id)).toEqual({ Eve: 'owner' })
    expect((await house.audited(made.id)).map(({ action }) => action)).toEqual(['space.created'])
    expect((await house.told(eve)).at(-1)?.kind).toBe('space.changed')
    expect(await endOf(house.spaces.renameSpace({ ...by('Cleo'), name: 'Ours' }))).toBe('not-allowed')
    expect(await house.spaces.renameSpace({ ...by('Ben'), name: 'Ours' })).toMatchObject({
      name: 'Ours',
      role: 'admin',
    })
  })

  test('is one of fifty that a person owns at most', async () => {
    const eve = await house.person('Eve')
    const make = async () => endOf(house.spaces.createSpace({ userId: eve, name: 'One more', address: '' }))
    for (let n = 0; n < 49; n += 1) expect(await make()).toBe('ok')
    expect((await Promise.all([make(), make()])).toSorted()).toEqual(['ok', 'too-many-spaces'])
  })
})

test('a personal space is neither left nor shared, and its owner stays its owner', async () => {
  const { userId, spaceId } = await createPersonAndSpace(house.data.database)
  const mine = house.as(userId, { spaceId, role: 'owner' })
  expect(await endOf(house.spaces.leaveSpace(mine))).toBe('space-is-personal')
  expect(await endOf(house.spaces.removeMember({ ...mine, userId }))).toBe('space-is-personal')
  expect(await endOf(house.spaces.changeMemberRole({ ...mine, userId, role: 'member' }))).toBe('last-owner')
  const wish = { kind: 'code', role: 'member', life_minutes: 5 } as const
  expect(await endOf(house.spaces.createInvitation({ ...mine, wish }))).toBe('space-is-personal')
})
