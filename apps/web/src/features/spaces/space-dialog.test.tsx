// @vitest-environment happy-dom
import { createSpace, getMe, spaceId, tooManySpaces } from '@kinfolio/contracts'
import type { Space } from '@kinfolio/contracts'
import { fireEvent, screen, within } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { chooseSpace, spaceInUse } from '../../shared/api/client.ts'
import { uuid } from '../../shared/made.testing.ts'
import { button, closeTab, freshTab, isSaid, show } from '../../shared/screen.testing.tsx'
import { aPerson, aPersonalSpace, aServer } from '../../shared/server.testing.ts'
import type { FakeServer } from '../../shared/server.testing.ts'
import { SpaceDialog } from './space-dialog.tsx'

const aFamily = (n: number, name: string, role: Space['role'] = 'member'): Space => ({
  id: spaceId.parse(uuid(80 + n)),
  kind: 'family',
  name,
  role,
})
const marks = aFamily(1, 'The Marks', 'owner')
const summer = aFamily(2, 'Summer house', 'view_only')

const onClose = vi.fn<() => void>()
let server: FakeServer
let spaces: Space[]
beforeEach(() => {
  onClose.mockReset()
  server = aServer()
  freshTab()
  spaces = [aPersonalSpace, marks, summer]
  server.on(getMe, () => ({ user: aPerson, spaces }))
})
afterEach(() => {
  chooseSpace(null)
  localStorage.clear()
  closeTab()
})

async function open() {
  const shown = await show(() => <SpaceDialog onClose={onClose} />, { path: '/dashboard/settings' })
  await screen.findByRole('button', { name: /The Marks/ })
  return shown
}
const press = (key: string, target: Element | Window = window) => fireEvent.keyDown(target, { key })
const rows = () =>
  within(screen.getByRole('list'))
    .getAllByRole('button')
    .map((row) => [row.textContent, row.getAttribute('aria-current')])

test('all spaces stand there with one’s role in them and their digit, and the one in use is marked', async () => {
  chooseSpace(marks.id)
  await open()
  expect(rows()).toEqual([
    ['Mara’s pagespersonal1', 'false'],
    ['The MarksOwner2', 'true'],
    ['Summer houseView only3', 'false'],
  ])
  expect(document.activeElement?.textContent).toContain('The Marks')
})

test('a digit chooses a space, and leads to its library', async () => {
  const { address } = await open()
  press('3')
  expect(spaceInUse()).toBe(summer.id)
  expect(onClose).toHaveBeenCalledOnce()
  await vi.waitFor(() => expect(address()).toBe('/dashboard'))
})

test('the first digit leads home', async () => {
  chooseSpace(marks.id)
  await open()
  press('1')
  expect(spaceInUse()).toBeNull()
})

test('a click chooses as well', async () => {
  await open()
  fireEvent.click(button(/Summer house/))
  expect(spaceInUse()).toBe(summer.id)
})

test('choosing the space in use stays where one was', async () => {
  chooseSpace(marks.id)
  const { address } = await open()
  press('2')
  expect(onClose).toHaveBeenCalledOnce()
  expect(spaceInUse()).toBe(marks.id)
  expect(address()).toBe('/dashboard/settings')
})

test.each(['0', '4', '9', 'a', 'Enter'])('the key %s chooses nothing', async (key) => {
  chooseSpace(marks.id)
  await open()
  press(key)
  expect(spaceInUse()).toBe(marks.id)
  expect(onClose).not.toHaveBeenCalled()
})

test('spaces beyond the ninth have no digit, and are chosen by hand', async () => {
  spaces = [aPersonalSpace, marks, ...Array.from({ length: 10 }, (_, at) => aFamily(at + 3, `House ${at + 3}`))]
  await open()
  const [ninth, tenth] = [
    screen.getByRole('button', { name: /House 9/ }),
    screen.getByRole('button', { name: /House 10/ }),
  ]
  expect([ninth.querySelector('kbd')?.textContent, tenth.querySelector('kbd')]).toEqual(['9', null])
  fireEvent.click(tenth)
  expect(spaceInUse()).toBe(spaces[9]?.id)
})

const name = (value: string) =>
  fireEvent.change(screen.getByLabelText('Name of the family space'), { target: { value } })

test('a new family is made by its name, and one is in it then', async () => {
  const made = aFamily(9, 'The Mays', 'owner')
  server.on(createSpace, ({ body }) => {
    spaces = [...spaces, { ...made, name: body.name }]
    return { ...made, name: body.name }
  })
  const { address } = await open()
  fireEvent.click(button('Create a family space'))
  await screen.findByLabelText('Name of the family space')
  name('The Mays')
  fireEvent.click(button('Create'))
  await isSaid('The Mays is there. You are in it now.')
  expect(spaceInUse()).toBe(made.id)
  await vi.waitFor(() => expect(address()).toBe('/dashboard'))
})

test('digits in the name of a family switch nothing', async () => {
  await open()
  fireEvent.click(button('Create a family space'))
  press('2', await screen.findByLabelText('Name of the family space'))
  expect(spaceInUse()).toBeNull()
})

test('who owns as many as one may is told, and stays where they were', async () => {
  server.on(createSpace, () => tooManySpaces({ limit_spaces: 50 }))
  const { address } = await open()
  fireEvent.click(button('Create a family space'))
  await screen.findByLabelText('Name of the family space')
  name('One more')
  fireEvent.click(button('Create'))
  await isSaid('You own as many family spaces as one person can have.')
  expect([spaceInUse(), address()]).toEqual([null, '/dashboard/settings'])
})

test('the way to join with an invitation is there', async () => {
  const { address } = await open()
  fireEvent.click(button('Join with an invitation'))
  await vi.waitFor(() => expect(address()).toBe('/dashboard/join'))
  expect(onClose).toHaveBeenCalledOnce()
})
