// @vitest-environment happy-dom
import { getMe, spaceId } from '@kinfolio/contracts'
import type { Space } from '@kinfolio/contracts'
import { act, fireEvent, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { chooseSpace, spaceInUse } from '../../shared/api/client.ts'
import { keys } from '../../shared/api/keys.ts'
import { queryClient } from '../../shared/api/query-client.ts'
import { spaceSwitch } from '../../shared/api/space-switch.ts'
import { uuid } from '../../shared/made.testing.ts'
import { closeTab, freshTab, isSaid, saidBelow, show } from '../../shared/screen.testing.tsx'
import { aPerson, aPersonalSpace, aServer } from '../../shared/server.testing.ts'
import type { FakeServer } from '../../shared/server.testing.ts'
import { SpaceLine } from './space-line.tsx'
import { useSpaceOfMine } from './use-space-of-mine.ts'

const marks: Space = { id: spaceId.parse(uuid(80)), kind: 'family', name: 'The Marks', role: 'member' }
const summer: Space = { id: spaceId.parse(uuid(81)), kind: 'family', name: 'Summer house', role: 'member' }

let server: FakeServer
beforeEach(() => {
  server = aServer()
  freshTab()
})
afterEach(() => {
  chooseSpace(null)
  localStorage.clear()
  closeTab()
})
const mineAre = (...families: Space[]) =>
  server.on(getMe, () => ({ user: aPerson, spaces: [aPersonalSpace, ...families] }))
const hearOfIt = () => act(async () => queryClient.invalidateQueries({ queryKey: keys.me }))

function Here() {
  useSpaceOfMine()
  return <SpaceLine />
}
const open = () => show(Here, { path: '/dashboard/jobs' })

test('who has other spaces sees which one is open, and one tap asks for the others', async () => {
  mineAre(marks)
  chooseSpace(marks.id)
  const asked = vi.fn<() => void>()
  const stop = spaceSwitch.onOpen(asked)
  await open()
  fireEvent.click(await screen.findByRole('button', { name: 'The Marks Switch the space' }))
  expect(asked).toHaveBeenCalledOnce()
  stop()
})

test('who has one space alone is spared the line', async () => {
  mineAre()
  await open()
  await vi.waitFor(() => expect(server.askedOf(getMe)).toHaveLength(1))
  expect(screen.queryByRole('button')).toBeNull()
})

test('a name that another person changes is the new one here', async () => {
  mineAre(marks)
  chooseSpace(marks.id)
  await open()
  await screen.findByRole('button', { name: /^The Marks/ })
  mineAre({ ...marks, name: 'The Marks and Mays' })
  await hearOfIt()
  expect(await screen.findByRole('button', { name: /^The Marks and Mays/ })).toBeTruthy()
})

test('who is taken out of the space on screen is at home, and is told which space it was', async () => {
  mineAre(marks, summer)
  chooseSpace(marks.id)
  const { address } = await open()
  await screen.findByRole('button', { name: /^The Marks/ })
  mineAre(summer)
  await hearOfIt()
  await isSaid(
    'You are no longer in The Marks: your membership ended, or the space was deleted. This is your personal space.',
  )
  expect(spaceInUse()).toBeNull()
  await vi.waitFor(() => expect(address()).toBe('/dashboard'))
  expect(saidBelow()).toHaveLength(1)
})

test('who was taken out since the last visit is told as well, though nobody knows the name any more', async () => {
  mineAre(summer)
  chooseSpace(marks.id)
  await open()
  await isSaid('You are no longer in that space. This is your personal space.')
  expect(spaceInUse()).toBeNull()
})

test('losing a space that is not on screen moves nobody', async () => {
  mineAre(marks, summer)
  chooseSpace(marks.id)
  const { address } = await open()
  await screen.findByRole('button', { name: /^The Marks/ })
  mineAre(marks)
  await hearOfIt()
  expect([spaceInUse(), address(), saidBelow()]).toEqual([marks.id, '/dashboard/jobs', []])
})

test('a server that cannot be asked takes nobody out', async () => {
  mineAre(marks)
  chooseSpace(marks.id)
  await open()
  await screen.findByRole('button', { name: /^The Marks/ })
  server.isAway(getMe)
  await hearOfIt()
  expect([spaceInUse(), saidBelow()]).toEqual([marks.id, []])
})
