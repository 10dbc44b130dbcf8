// @vitest-environment happy-dom
import {
  changeMemberRole,
  getMe,
  handOverSpace,
  invitationId,
  lastOwner,
  leaveSpace,
  listInvitations,
  listMembers,
  memberNotFound,
  notAllowed,
  removeMember,
  renameSpace,
  revokeInvitation,
  spaceId,
  stepUpRequired,
  userId,
} from '@kinfolio/contracts'
import type { Invitation, MemberRole } from '@kinfolio/contracts'
import { fireEvent, screen, within } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { chooseSpace, spaceInUse } from '../../shared/api/client.ts'
import { uuid } from '../../shared/made.testing.ts'
import { button, closeTab, freshTab, isSaid, saidBelow, show } from '../../shared/screen.testing.tsx'
import { aPerson, aPersonalSpace, aServer } from '../../shared/server.testing.ts'
import type { FakeServer } from '../../shared/server.testing.ts'
import { FamilyScreen } from './family-screen.tsx'

const family = { id: spaceId.parse(uuid(80)), kind: 'family', name: 'The Marks' } as const
const joined_at = '2026-01-31T12:00:00.000Z'
const mara = { user_id: aPerson.id, name: 'Mara', email: aPerson.email, role: 'owner' as MemberRole, joined_at }
const ben = {
  user_id: userId.parse(uuid(81)),
  name: 'Ben',
  email: 'ben@example.org',
  role: 'member' as MemberRole,
  joined_at,
}
const LAST_OWNER = 'You are its only owner. Hand the space over first, then you can leave.'
const GONE = 'They are not in this space any more.'
const NOT_ALLOWED = 'Your role does not allow this any more. Nothing was changed.'

let server: FakeServer
let members: (typeof mara)[]
let invitations: Invitation[]
let role: MemberRole
beforeEach(() => {
  freshTab()
  server = aServer()
  role = 'owner'
  members = [mara, ben]
  invitations = []
  server.on(getMe, () => ({ user: aPerson, spaces: [aPersonalSpace, { ...family, role }] }))
  server.on(listMembers, () => ({ members }))
  server.on(listInvitations, () => ({ invitations }))
  chooseSpace(family.id)
})
afterEach(() => {
  chooseSpace(null)
  localStorage.clear()
  closeTab()
})

async function open() {
  const shown = await show(FamilyScreen, { path: '/dashboard/settings/family' })
  await screen.findByText(/Ben/)
  return shown
}
async function fromMenu(entry: string): Promise<void> {
  fireEvent.click(button('Actions for Ben'))
  fireEvent.click(await screen.findByRole('menuitem', { name: entry }))
  await screen.findByRole('dialog')
}
const inDialog = (name: string) => within(screen.getByRole('dialog')).getByRole('button', { name })

describe('removing', () => {
  test('asks first, says what becomes of it, and the member is gone from the list', async () => {
    server.on(removeMember, ({ params }) => {
      members = members.filter(({ user_id }) => user_id !== params.member_id)
      return new Response(null, { status: 204 })
    })
    await open()
    await fromMenu('Remove from the space…')
    expect(screen.getByText(/loses sight of this space at once\. What they brought stays here/)).toBeTruthy()
    expect(server.askedOf(removeMember)).toEqual([])
    fireEvent.click(inDialog('Remove'))
    await isSaid('Ben was removed')
    await screen.findByRole('heading', { name: '1 member' })
    expect(screen.queryByText('Ben')).toBeNull()
  })

  test('is not done when it is cancelled', async () => {
    await open()
    await fromMenu('Remove from the space…')
    fireEvent.click(inDialog('Cancel'))
    await vi.waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    expect(server.askedOf(removeMember)).toEqual([])
  })

  test.each([
    [() => memberNotFound({ user_id: ben.user_id }), GONE],
    [() => lastOwner({ user_id: ben.user_id }), LAST_OWNER],
    [() => notAllowed({ action: 'remove people' }), NOT_ALLOWED],
  ])('that is refused says why, and who is there is asked for anew (%#)', async (problem, says) => {
    server.on(removeMember, problem)
    await open()
    const before = server.askedOf(listMembers).length
    await fromMenu('Remove from the space…')
    fireEvent.click(inDialog('Remove'))
    await isSaid(says)
    await vi.waitFor(() => expect(server.askedOf(listMembers).length).toBeGreaterThan(before))
  })
})

describe('handing over', () => {
  test('tells that it cannot be taken back, and makes an owner', async () => {
    server.on(handOverSpace, () => ({
      members: [
        { ...mara, role: 'admin' as const },
        { ...ben, role: 'owner' as const },
      ],
    }))
    await open()
    await fromMenu('Make owner…')
    expect(screen.getByText(/You cannot take this back yourself/)).toBeTruthy()
    fireEvent.click(inDialog('Hand over'))
    await isSaid('Ben is an owner now')
    expect(server.askedOf(handOverSpace).map(({ body }) => body)).toEqual([
      { member_id: ben.user_id, stay_owner: false },
    ])
  })

  test('can leave one an owner beside them', async () => {
    server.on(handOverSpace, () => ({ members }))
    await open()
    await fromMenu('Make owner…')
    fireEvent.click(screen.getByRole('checkbox', { name: 'Stay an owner beside them' }))
    fireEvent.click(inDialog('Hand over'))
    await isSaid('Ben is an owner now')
    expect(server.askedOf(handOverSpace)[0]?.body).toMatchObject({ stay_owner: true })
  })

  test('without the fresh proof is not done, and only that is said', async () => {
    server.on(handOverSpace, () => stepUpRequired({}))
    await open()
    await fromMenu('Make owner…')
    fireEvent.click(inDialog('Hand over'))
    await vi.waitFor(() => expect(saidBelow()).toHaveLength(1))
    expect(saidBelow()).not.toContain(NOT_ALLOWED)
    expect(saidBelow()[0]).not.toMatch(/sign out/)
  })

  test.each(['admin', 'member'] as const)('is not offered to an %s', async (mine) => {
    role = mine
    members = [{ ...mara, role: mine }, ben]
    await open()
    const menu = screen.queryByRole('button', { name: 'Actions for Ben' })
    if (menu === null) return expect(mine).toBe('member')
    fireEvent.click(menu)
    await screen.findByRole('menu')
    return expect(screen.queryByRole('menuitem', { name: 'Make owner…' })).toBeNull()
  })
})

describe('leaving', () => {
  beforeEach(() => {
    role = 'member'
    members = [
      { ...mara, role: 'member' },
      { ...ben, role: 'owner' },
    ]
  })

  test('asks first, and leads home', async () => {
    server.on(leaveSpace, () => {
      server.on(getMe, () => ({ user: aPerson, spaces: [aPersonalSpace] }))
      return new Response(null, { status: 204 })
    })
    const { address } = await open()
    fireEvent.click(button('Leave this space…'))
    await screen.findByText('You lose sight of this space at once. What you brought stays in it.')
    fireEvent.click(inDialog('Leave'))
    await isSaid('You left The Marks')
    expect(spaceInUse()).toBeNull()
    await vi.waitFor(() => expect(address()).toBe('/dashboard'))
  })

  test('that is refused says why, and one stays', async () => {
    server.on(leaveSpace, () => lastOwner({ user_id: aPerson.id }))
    const { address } = await open()
    fireEvent.click(button('Leave this space…'))
    await screen.findByRole('dialog')
    fireEvent.click(inDialog('Leave'))
    await isSaid(LAST_OWNER)
    expect([spaceInUse(), address()]).toEqual([family.id, '/dashboard/settings/family'])
  })
})

test('a role is changed with its word, and the row says it', async () => {
  server.on(changeMemberRole, ({ body }) => {
    members = [mara, { ...ben, role: body.role }]
    return { ...ben, role: body.role }
  })
  await open()
  fireEvent.click(button('Actions for Ben'))
  expect((await screen.findByRole('menuitemcheckbox', { name: /Member/ })).getAttribute('aria-checked')).toBe('true')
  fireEvent.click(screen.getByRole('menuitemcheckbox', { name: 'Admin' }))
  await isSaid('Ben: Admin')
  await vi.waitFor(() => expect(screen.getByText('Ben').closest('li')?.textContent).toContain('Admin'))
})

test('the space gets another name, without blanks around it', async () => {
  server.on(renameSpace, ({ body }) => ({ ...family, role, name: body.name }))
  await open()
  fireEvent.click(button('Rename the space'))
  fireEvent.change(await screen.findByLabelText('Name of the family space'), { target: { value: 'The Mays' } })
  fireEvent.click(inDialog('Rename'))
  await isSaid('This is The Mays')
  expect(server.askedOf(renameSpace).map(({ body }) => body)).toEqual([{ name: 'The Mays' }])
})

test('a list that could not be fetched says so, and is fetched again', async () => {
  server.isAway(listMembers)
  await show(FamilyScreen, { path: '/dashboard/settings/family' })
  expect((await screen.findByRole('alert')).textContent).toContain('Kinfolio cannot be reached')
  server.on(listMembers, () => ({ members }))
  fireEvent.click(button('Try again'))
  expect(await screen.findByText(/^Ben/)).toBeTruthy()
})

describe('open invitations', () => {
  const anInvitation = (n: number, change: Partial<Invitation> = {}): Invitation => ({
    id: invitationId.parse(uuid(90 + n)),
    kind: 'link',
    role: 'member',
    email: null,
    invited_by: 'Mara',
    created_at: joined_at,
    expires_at: '2026-02-07T12:00:00.000Z',
    uses: 0,
    uses_max: 1,
    ...change,
  })
  const rows = async () =>
    within(await screen.findByRole('region', { name: 'Open invitations' }))
      .getAllByRole('listitem')
      .map((row) => row.textContent ?? '')

  test('say how, as what, by whom, and how often they were used', async () => {
    invitations = [
      anInvitation(1, { uses: 2, uses_max: 5 }),
      anInvitation(2, { kind: 'code', role: 'view_only', invited_by: null }),
      anInvitation(3, { kind: 'mail', email: 'may@example.org', role: 'admin' }),
    ]
    await open()
    const [link, code, mail] = await rows()
    expect(link).toMatch(/^Link or QR code · Memberby Mara · ends .+ · used 2 of 5 times/)
    expect(code).toMatch(/^Six-digit code · View onlyends /)
    expect(mail).toMatch(/^may@example\.org · Adminby Mara · ends [^·]+Take back$/)
  })

  test('are taken back, and gone then', async () => {
    invitations = [anInvitation(1), anInvitation(2, { kind: 'code' })]
    server.on(revokeInvitation, ({ params }) => {
      invitations = invitations.filter(({ id }) => id !== params.invitation_id)
      return new Response(null, { status: 204 })
    })
    await open()
    await rows()
    const [first] = screen.getAllByRole('button', { name: 'Take back' })
    if (first !== undefined) fireEvent.click(first)
    await isSaid('The invitation works no more')
    await vi.waitFor(async () => expect(await rows()).toEqual([expect.stringContaining('Six-digit code')]))
  })

  test('that are none take no room', async () => {
    await open()
    expect(screen.queryByRole('heading', { name: 'Open invitations' })).toBeNull()
  })
})
