import { CODE_LIFE_MINUTES_MAX, OPEN_CODES_MAX, type SpaceId, type UserId } from '@kinfolio/contracts'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { SIGN_IN, SWEEP } from '../../../kernel/database/index.ts'
import { people as accounts } from '../../accounts/index.ts'
import { endOf, type House, openHouse, START } from '../house.fixture.ts'
import { WRONG_GUESSES_MAX } from './invitation.ts'
import { invitations } from './invitations.ts'

let house: House
let id: SpaceId
let people: Record<string, UserId>
let eve: UserId
let addresses = 0

beforeAll(async () => (house = await openHouse()))
afterAll(async () => house[Symbol.asyncDispose]())
beforeEach(async () => {
  house.room.isFull = false
  house.time.ms = START
  ;({ id, people } = await house.family({ Ada: 'owner', Ben: 'admin', Cleo: 'member', Dan: 'view_only' }))
  eve = await house.person('Eve')
  house.announced.length = 0
})

const ROLES = { Ada: 'owner', Ben: 'admin', Cleo: 'member', Dan: 'view_only' } as const
type Name = keyof typeof ROLES
type Wish = Parameters<House['spaces']['createInvitation']>[0]['wish']
const link: Wish = { kind: 'link', role: 'member', life_hours: 24, uses_max: 1 }
const code: Wish = { kind: 'code', role: 'view_only', life_minutes: CODE_LIFE_MINUTES_MAX }

const idOf = (name: Name): UserId => people[name] ?? expect.fail(name)
const by = (name: Name) => house.as(idOf(name), { spaceId: id, role: ROLES[name] })
const invite = async (wish: Wish = link, name: Name = 'Ben') => house.spaces.createInvitation({ ...by(name), wish })
/** The secret of a new invitation. */
const secretOf = async (wish: Wish = link) => (await invite(wish)).secret ?? expect.fail('no secret')
/** Each visitor comes from an address of their own, unless a test is about one. */
const from = (address = `198.51.${Math.floor(addresses / 200)}.${addresses++ % 200}`) => ({ address, userAgent: '' })
const accept = async (secret: string, userId = eve, visitor = from()) =>
  endOf(house.spaces.acceptInvitation({ code: secret, userId, visitor }))
const preview = async (secret: string, visitor = from()) => house.spaces.previewInvitation({ code: secret, visitor })
const wrongCode = (than: string) => (than === '000000' ? '000001' : '000000')

describe('an invitation', () => {
  test('is kept as a hash, and its secret is told once', async () => {
    const { invitation, secret } = await invite()
    expect(secret).toMatch(/^[\w-]{43}$/)
    const rows = await house.data.database.read(SWEEP, (db) => db.selectFrom('invitations').selectAll().execute())
    expect(rows.map((row) => row.id)).toContain(invitation.id)
    expect(JSON.stringify(rows)).not.toContain(secret)
    const listed = await house.spaces.listInvitations(by('Ben'))
    expect(listed).toEqual([invitation])
    expect(invitation).toMatchObject({ kind: 'link', role: 'member', invited_by: 'Ben', uses: 0, uses_max: 1 })
  })

  test('is made, seen and taken back by who may invite, and by nobody else', async () => {
    const { invitation } = await invite()
    for (const name of ['Cleo', 'Dan'] as const) {
      expect(await endOf(invite(link, name))).toBe('not-allowed')
      expect(await endOf(house.spaces.listInvitations(by(name)))).toBe('not-allowed')
      expect(await endOf(house.spaces.revokeInvitation({ ...by(name), id: invitation.id }))).toBe('not-allowed')
    }
    expect(await endOf(house.spaces.revokeInvitation({ ...by('Ada'), id: invitation.id }))).toBe('ok')
    expect(await endOf(house.spaces.revokeInvitation({ ...by('Ada'), id: invitation.id }))).toBe('invitation-not-found')
    expect(await house.spaces.listInvitations(by('Ben'))).toEqual([])
    expect((await house.audited(id)).map(({ action }) => action)).toEqual(['invitation.created', 'invitation.revoked'])
  })

  test('of others is not there', async () => {
    const other = await house.family({ Fay: 'owner' })
    const { invitation } = await invite()
    const fay = house.as(other.people['Fay'] ?? eve, { spaceId: other.id, role: 'owner' })
    expect(await endOf(house.spaces.revokeInvitation({ ...fay, id: invitation.id }))).toBe('invitation-not-found')
    expect(await house.spaces.listInvitations(fay)).toEqual([])
    expect(await accept((await invite()).secret ?? '')).toBe('ok')
  })

  test('tells its holder the space, who invites and the role, and nothing else', async () => {
    expect(await preview(await secretOf())).toEqual({ space_name: 'Founder', invited_by: 'Ben', role: 'member' })
  })
})

describe('who accepts', () => {
  test('is in, in the role they were invited to; everybody is told, and it is written down', async () => {
    const secret = await secretOf()
    const visitor = from('192.0.2.44')
    const space = await house.spaces.acceptInvitation({ code: secret, userId: eve, visitor })
    expect(space).toMatchObject({ id, kind: 'family', role: 'member' })
    expect(await house.roles(id)).toEqual({ ...ROLES, Eve: 'member' })
    for (const reader of [eve, idOf('Ada')])
      expect((await house.told(reader)).at(-1)).toMatchObject({ kind: 'space.changed', ids: { user_id: eve } })
    const body = { space_id: id, change: 'joined', user_id: eve, role: 'member' }
    // The places of the plan are looked at first: they may be the last.
    expect(house.announced).toEqual([
      { name: 'places', body: id },
      { name: 'spaces.members-changed', body },
    ])
    const last = { action: 'member.joined', actor_id: eve, address: '192.0.2.44' }
    expect((await house.audited(id)).at(-1)).toEqual(last)
  })

  test('twice is in once, and no use is counted', async () => {
    const secret = await secretOf({ ...link, uses_max: 2 })
    expect([await accept(secret), await accept(secret)]).toEqual(['ok', 'ok'])
    expect(await house.spaces.listInvitations(by('Ada'))).toMatchObject([{ uses: 1 }])
    expect((await house.audited(id)).filter(({ action }) => action === 'member.joined')).toHaveLength(1)
  })

  test('and is a member already keeps their role, higher or lower', async () => {
    const secret = await secretOf({ ...link, role: 'member' })
    expect(await accept(secret, idOf('Dan'))).toBe('ok')
    expect(await accept(secret, idOf('Ben'))).toBe('ok')
    expect(await house.roles(id)).toEqual(ROLES)
    expect(await accept(secret)).toBe('ok')
  })

  test('and was removed since does not come back by the same invitation', async () => {
    const secret = await secretOf({ ...link, uses_max: 5 })
    expect(await accept(secret)).toBe('ok')
    await house.spaces.removeMember({ ...by('Ada'), userId: eve })
    expect(await accept(secret)).toBe('invitation-unusable')
    expect(await accept(secret, await house.person('Fay'))).toBe('ok')
  })

  test.each([
    ['never was', async () => 'x'.repeat(43)],
    ['is used up', async () => used(await secretOf())],
    ['was taken back', async () => revoked()],
    ['ran out', async () => outlived(await secretOf({ ...link, life_hours: 1 }), 3_600_001)],
    ['was a code fifteen minutes ago', async () => outlived(await secretOf(code), 15 * 60_000)],
  ])('an invitation that %s gets one and the same answer', async (_what, make) => {
    const secret = await make()
    const answers = [await endOf(preview(secret)), await accept(secret, await house.person('Gil'))]
    expect(answers).toEqual(['invitation-unusable', 'invitation-unusable'])
  })

  const used = async (secret: string) => (expect(await accept(secret)).toBe('ok'), secret)
  const outlived = (secret: string, ms: number) => ((house.time.ms += ms), secret)
  const revoked = async () => {
    const { invitation, secret } = await invite()
    await house.spaces.revokeInvitation({ ...by('Ada'), id: invitation.id })
    return secret ?? ''
  }

  test('finds no place where the plan has none, and the invitation is as it was', async () => {
    const secret = await secretOf()
    house.room.isFull = true
    expect(await accept(secret)).toBe('quota-exceeded')
    expect(await accept(secret, idOf('Dan'))).toBe('ok')
    house.room.isFull = false
    expect(await accept(secret)).toBe('ok')
    expect(await house.roles(id)).toEqual({ ...ROLES, Eve: 'member' })
  })

  test('the last use at the same time as nine others is one of them', async () => {
    const secret = await secretOf({ ...link, uses_max: 3 })
    const crowd = await Promise.all(Array.from({ length: 10 }, async (_, n) => house.person(`P${n}`)))
    const ends = await Promise.all(crowd.map(async (person) => accept(secret, person)))
    expect(ends.filter((end) => end === 'ok')).toHaveLength(3)
    expect(ends.filter((end) => end === 'invitation-unusable')).toHaveLength(7)
    expect(Object.keys(await house.roles(id))).toHaveLength(4 + 3)
  })
})

describe('a code', () => {
  test('is six digits, works once, and may be typed with spaces', async () => {
    const secret = await secretOf(code)
    expect(secret).toMatch(/^\d{6}$/)
    expect(await accept(` ${secret.slice(0, 3)} ${secret.slice(3)} `)).toBe('ok')
    expect(await accept(secret, await house.person('Fay'))).toBe('invitation-unusable')
    expect(await house.roles(id)).toEqual({ ...ROLES, Eve: 'view_only' })
  })

  test('is guessed ten times from one address, and no more for an hour, not even right', async () => {
    const secret = await secretOf(code)
    const visitor = from()
    for (let n = 0; n < 10; n += 1) expect(await endOf(preview(wrongCode(secret), visitor))).toBe('invitation-unusable')
    expect(await accept(secret, eve, visitor)).toBe('too-many-attempts')
    expect(await accept(secret)).toBe('ok')
  })

  test('dies of a hundred wrong guesses from anywhere, and links do not', async () => {
    const [secret, token] = [await secretOf(code), await secretOf()]
    for (let n = 0; n < WRONG_GUESSES_MAX - 1; n += 1) await endOf(preview(wrongCode(secret)))
    expect(await preview(secret)).toMatchObject({ role: 'view_only' })
    await endOf(preview(wrongCode(secret)))
    expect(await accept(secret)).toBe('invitation-unusable')
    expect(await house.spaces.listInvitations(by('Ada'))).toMatchObject([{ kind: 'link' }])
    expect(await accept(token)).toBe('ok')
  })

  test('is one of few that are open at once', async () => {
    for (let n = 0; n < OPEN_CODES_MAX; n += 1) await invite(code)
    expect(await endOf(invite(code))).toBe('too-many-invitations')
    house.time.ms += 15 * 60_000
    expect(await endOf(invite(code))).toBe('ok')
  })
})

describe('by mail', () => {
  const mail: Wish = { kind: 'mail', role: 'member', email: 'eve@example.org', life_hours: 24 }
  const mint = async (invitation: { id: Parameters<typeof invitations.mintLink>[1]['id'] }) =>
    house.data.database.write({ kind: 'job', spaceId: id, onBehalfOf: idOf('Ben') }, (tx) =>
      invitations.mintLink(tx, { spaceId: id, id: invitation.id, now: house.clock.now() }),
    )

  test('nothing secret is made until it is sent; minting again ends the link before', async () => {
    const { invitation, secret } = await invite(mail)
    expect(secret).toBeNull()
    const body = { space_id: id, invitation_id: invitation.id, email: 'eve@example.org' }
    expect(house.announced).toEqual([{ name: 'spaces.person-invited', body }])
    const [first, second] = [await mint(invitation), await mint(invitation)]
    expect(second).toMatchObject({ email: 'eve@example.org', spaceName: 'Founder', invitedBy: 'Ben', role: 'member' })
    const token = (link_: typeof first) => link_?.path.split('#')[1] ?? ''
    expect(second?.path).toMatch(/^\/dashboard\/join#[\w-]{43}$/)
    expect(await accept(token(first))).toBe('invitation-unusable')
    expect(await accept(token(second))).toBe('ok')
  })

  test('is not sent once it was taken back or ran out', async () => {
    const { invitation } = await invite(mail)
    const late = await invite(mail)
    await house.spaces.revokeInvitation({ ...by('Ada'), id: invitation.id })
    expect(await mint(invitation)).toBeUndefined()
    house.time.ms += 24 * 3_600_000
    expect(await mint(late.invitation)).toBeUndefined()
  })
})

describe('a newcomer', () => {
  const claim = async (secret: string, fail = false) =>
    house.data.database.write(SIGN_IN, async (tx) => {
      const user = await accounts.create(tx, {
        name: 'Nia',
        email: `${crypto.randomUUID()}@example.org`,
        passwordHash: null,
      })
      await invitations.claim(house.deps)(tx, { code: secret, userId: user.id })
      if (fail) throw new Error('later')
    })

  test('registers and joins in one transaction, or not at all', async () => {
    const secret = await secretOf({ ...link, uses_max: 2 })
    expect(await endOf(claim('y'.repeat(43)))).toBe('invitation-unusable')
    await expect(claim(secret, true)).rejects.toThrow('later')
    expect(await house.spaces.listInvitations(by('Ada'))).toMatchObject([{ uses: 0 }])
    expect(await endOf(claim(secret))).toBe('ok')
    expect(await house.roles(id)).toEqual({ ...ROLES, Nia: 'member' })
  })

  test('who guesses codes by registering wears them out as well', async () => {
    const secret = await secretOf(code)
    for (let n = 0; n < WRONG_GUESSES_MAX; n += 1) await endOf(claim(wrongCode(secret)))
    expect(await accept(secret)).toBe('invitation-unusable')
  })
})

test('upkeep forgets invitations a day after they ran out, and leaves the others', async () => {
  await invite({ ...link, life_hours: 1 })
  const kept = await invite({ ...link, life_hours: 48 })
  house.time.ms += 26 * 3_600_000
  await invitations.prune(house.deps)
  const rows = await house.data.database.read({ kind: 'person', userId: idOf('Ada') }, (db) =>
    db.selectFrom('invitations').select('id').execute(),
  )
  expect(rows).toEqual([{ id: kept.invitation.id }])
})
