// @vitest-environment happy-dom
import { changeMemberRole, getMe, lastOwner, listInvitations, listMembers } from '@kinfolio/contracts'
import type { MemberRole } from '@kinfolio/contracts'
import { cleanup, fireEvent, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { chooseSpace } from '../../shared/api/client.ts'
import { uuid } from '../../shared/made.testing.ts'
import { button, closeTab, freshTab, isSaid, show } from '../../shared/screen.testing.tsx'
import { aPerson, aPersonalSpace, aServer } from '../../shared/server.testing.ts'
import type { FakeServer } from '../../shared/server.testing.ts'
import { spaceId, userId } from '@kinfolio/contracts'
import { FamilyScreen } from './family-screen.tsx'

const family = { id: spaceId.parse(uuid(80)), kind: 'family', name: 'The Marks' } as const
const joined_at = '2026-01-31T12:00:00.000Z'
const me = (role: MemberRole) => ({ user_id: aPerson.id, name: 'Mara', email: aPerson.email, role, joined_at })
const ben = {
  user_id: userId.parse(uuid(81)),
  name: 'Ben',
  email: 'ben@example.org',
  role: 'member',
  joined_at,
} as const

let server: FakeServer
beforeEach(() => {
  freshTab()
  server = aServer()
  server.on(listInvitations, () => ({ invitations: [] }))
})
afterEach(() => {
  chooseSpace(null)
  closeTab()
})

/** The family screen of somebody in this role. */
async function showAs(role: MemberRole, members = [me(role), ben]) {
  server.on(getMe, () => ({ user: aPerson, spaces: [aPersonalSpace, { ...family, role }] }))
  server.on(listMembers, () => ({ members }))
  chooseSpace(family.id)
  const shown = await show(FamilyScreen, { path: '/dashboard/settings/family' })
  await screen.findByText(/Ben/)
  return shown
}

test.each([
  ['owner', true],
  ['admin', true],
  ['member', false],
  ['view_only', false],
] as const)('for an %s, inviting and changing others is offered: %s', async (role, isOffered) => {
  await showAs(role)
  for (const name of ['Invite someone', 'Rename the space', 'Actions for Ben'])
    expect([name, screen.queryByRole('button', { name }) !== null]).toEqual([name, isOffered])
  // Only who may see them is asked for them.
  expect(server.askedOf(listInvitations).length > 0).toBe(isOffered)
})

test('an admin is offered nothing about an owner', async () => {
  await showAs('admin', [{ ...ben, role: 'owner' as const }, me('admin')] as never)
  expect(screen.queryByRole('button', { name: 'Actions for Ben' })).toBeNull()
})

test('the only owner is told to hand the space over before leaving, another one may leave', async () => {
  await showAs('owner')
  expect(button('Leave this space…').disabled).toBe(true)
  cleanup()
  freshTab()
  await showAs('owner', [me('owner'), { ...ben, role: 'owner' as const }] as never)
  expect(button('Leave this space…').disabled).toBe(false)
})

test('a role that cannot be changed is said, with what to do', async () => {
  server.on(changeMemberRole, () => lastOwner({ user_id: ben.user_id }))
  await showAs('admin')
  fireEvent.click(button('Actions for Ben'))
  fireEvent.click(await screen.findByRole('menuitemcheckbox', { name: 'View only' }))
  await isSaid('You are its only owner. Hand the space over first, then you can leave.')
  expect(server.askedOf(changeMemberRole)[0]).toMatchObject({ body: { role: 'view_only' } })
  expect(server.askedOf(changeMemberRole)[0]?.headers['x-kinfolio-space']).toBe(family.id)
})

test('in the personal space it offers to make a family', async () => {
  await show(FamilyScreen, { path: '/dashboard/settings/family' })
  await screen.findByRole('heading', { name: 'This space is yours alone' })
  expect(button('Create a family space')).toBeTruthy()
})
