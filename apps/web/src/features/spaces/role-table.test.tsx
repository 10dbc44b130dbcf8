// @vitest-environment happy-dom
import { mayDo, memberRole, permissions } from '@kinfolio/contracts'
import { fireEvent, screen, within } from '@testing-library/react'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { closeTab, freshTab, show } from '../../shared/screen.testing.tsx'
import { aServer } from '../../shared/server.testing.ts'
import { RoleTable } from './role-table.tsx'

beforeEach(() => {
  aServer()
  freshTab()
})
afterEach(closeTab)

async function rows(): Promise<string[][]> {
  await show(RoleTable)
  fireEvent.click(screen.getByText('Who may do what'))
  return screen
    .getAllByRole('row', { hidden: true })
    .map((row) => Array.from(row.querySelectorAll('th, td'), (cell) => cell.textContent ?? ''))
}

test('every action of the matrix has a sentence of its own, and each role the answer the server gives', async () => {
  const [, ...told] = await rows()
  const asked = Object.values(permissions)
  expect(told.map(([, ...marks]) => marks)).toEqual(
    Object.keys(permissions).map((action) =>
      // The keys of the matrix are its actions.
      memberRole.options.map((role) => (mayDo(role, action as keyof typeof permissions) ? 'yes' : 'no')),
    ),
  )
  const sentences = told.map(([sentence = '']) => sentence)
  expect(new Set(sentences).size).toBe(asked.length)
  for (const sentence of sentences) expect(sentence).toMatch(/^[A-Z][^.]+$/)
})

test.each([
  ['Correct the text of a page', ['View only: no', 'Member: yes', 'Admin: yes', 'Owner: yes']],
  ['Invite people', ['View only: no', 'Member: no', 'Admin: yes', 'Owner: yes']],
  ['Delete the space', ['View only: no', 'Member: no', 'Admin: no', 'Owner: yes']],
  ['Leave the space', ['View only: yes', 'Member: yes', 'Admin: yes', 'Owner: yes']],
])('“%s” is answered for every role by its name', async (action, answers) => {
  const [[, ...roles] = [], ...told] = await rows()
  const [, ...marks] = told.find(([sentence]) => sentence === action) ?? []
  expect(roles.map((role, at) => `${role}: ${marks[at]}`).toSorted()).toEqual(answers.toSorted())
})

test('the table is reached and scrolled by keyboard', async () => {
  await rows()
  expect(within(document.body).getByRole('region', { name: 'Who may do what', hidden: true }).tabIndex).toBe(0)
})
