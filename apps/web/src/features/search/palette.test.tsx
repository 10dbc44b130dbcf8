// @vitest-environment happy-dom
import { search } from '@kinfolio/contracts'
import type { AnswerInputOf } from '@kinfolio/contracts'
import { fireEvent, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { aDocumentId, aPageId } from '../../shared/made.testing.ts'
import { closeTab, freshTab, show } from '../../shared/screen.testing.tsx'
import { aServer } from '../../shared/server.testing.ts'
import type { FakeServer } from '../../shared/server.testing.ts'
import { storedTheme } from '../../shared/theme.ts'
import { Palette } from './palette.tsx'

const garden: AnswerInputOf<typeof search>['results'][number] = {
  document_id: aDocumentId(1),
  document_uuid: null,
  visible_name: 'Garden',
  full_path: 'Home/Garden',
  is_archived: false,
  name_match: false,
  name_score: 0,
  matched_pages: [
    {
      page_id: aPageId(4),
      page_number: 4,
      snippet: { text: 'Water the tomatoes', highlights: [[10, 18]] },
      score: 1,
      boxes: [],
    },
  ],
  total_matched_pages: 1,
  best_score: 1,
}

let server: FakeServer
let events: string[]
beforeEach(() => {
  server = aServer()
  freshTab()
  events = []
  server.on(search, ({ query }) => ({
    query: query.q,
    results: query.q.startsWith('tom') ? [garden] : [],
    total_results: 1,
    has_more: false,
    search_mode: 'exact' as const,
    corrected: [],
  }))
})
afterEach(() => {
  closeTab()
  localStorage.clear()
  delete document.documentElement.dataset['theme']
})

const open = () => show(() => <Palette onClose={() => events.push('closed')} onKeys={() => events.push('keys')} />)
const field = () => screen.getByRole<HTMLInputElement>('combobox', { name: 'Go, find or do' })
const type = (value: string) => fireEvent.change(field(), { target: { value } })
const press = (key: string) => fireEvent.keyDown(field(), { key })
const options = () => screen.getAllByRole('option')
const chosen = () => options().filter((option) => option.getAttribute('aria-selected') === 'true')
const nameOf = (option: Element | undefined) => option?.firstElementChild?.textContent

test('it opens with every place and action, the field ready to be typed in', async () => {
  await open()
  expect(await screen.findByRole('dialog', { name: 'Go, find or do' })).toBeTruthy()
  expect(options().map(nameOf)).toEqual([
    'Library',
    'Search',
    'Jobs',
    'Notices',
    'Archive',
    'Trash',
    'Settings',
    'Reader',
    'Space and people',
    'Notices and mail',
    'Webhooks',
    'Switch the space',
    'Appearance: Light',
    'Appearance: Dark',
    'Appearance: Like the system',
    'Keyboard shortcuts',
  ])
})

test('offers stand in groups with names that are heard', async () => {
  await open()
  const groups = (await screen.findAllByRole('group')).map((group) => group.getAttribute('aria-label'))
  expect(groups).toEqual(['Go to', 'Do'])
})

test('the field always names the one offer that Enter would take', async () => {
  await open()
  await screen.findByRole('combobox')
  const named = () => document.getElementById(field().getAttribute('aria-activedescendant') ?? '')
  for (let n = 0; n < 12; n++) {
    expect(chosen()).toHaveLength(1)
    expect(named()).toBe(chosen()[0])
    press('ArrowDown')
  }
})

test('arrows go round at both ends', async () => {
  await open()
  await screen.findByRole('combobox')
  press('ArrowUp')
  expect(nameOf(chosen()[0])).toBe('Keyboard shortcuts')
  press('ArrowDown')
  expect(nameOf(chosen()[0])).toBe('Library')
})

test('Enter goes where the chosen offer leads, and closes', async () => {
  const { address } = await open()
  await screen.findByRole('combobox')
  press('ArrowDown')
  press('ArrowDown')
  press('Enter')
  await vi.waitFor(() => expect(address()).toBe('/dashboard/jobs'))
  expect(events).toEqual(['closed'])
})

test('other keys are left to the field', async () => {
  await open()
  await screen.findByRole('combobox')
  expect(press('a')).toBe(true)
  expect(press('ArrowDown')).toBe(false)
})

test.each([
  ['Library', '/dashboard'],
  ['Search', '/dashboard/search'],
  ['Archive', '/dashboard/archive'],
  ['Trash', '/dashboard/trash'],
  ['Settings', '/dashboard/settings'],
  ['Reader', '/dashboard/settings/reader'],
  ['Notices', '/dashboard/notices'],
  ['Notices and mail', '/dashboard/settings/notices'],
  ['Webhooks', '/dashboard/settings/webhooks'],
])('“%s” leads to %s', async (name, place) => {
  const { address } = await show(() => <Palette onClose={() => undefined} onKeys={() => undefined} />, {
    path: '/dashboard/elsewhere',
  })
  await screen.findByRole('combobox')
  const option = options().find((each) => nameOf(each) === name)
  if (option === undefined) throw new Error(`${name} is not offered`)
  fireEvent.click(option)
  await vi.waitFor(() => expect(address()).toBe(place))
})

test('a page that was found opens with its word lit', async () => {
  const { address } = await open()
  await screen.findByRole('combobox')
  type('tom')
  fireEvent.click(await screen.findByRole('option', { name: /Water the tomatoes/ }))
  await vi.waitFor(() => expect(address()).toBe(`/dashboard/documents/${aDocumentId(1)}/pages/4?q=tomatoes`))
})

test('what was found stands first: its document, its pages, then the search for all', async () => {
  await open()
  await screen.findByRole('combobox')
  type('tom')
  await screen.findByRole('option', { name: /Garden/ })
  expect(options().map(nameOf)).toEqual(['Garden', 'Water the tomatoes', 'Search all pages for “tom”'])
  expect(nameOf(chosen()[0])).toBe('Garden')
})

test('a word nobody wrote can still be searched for on all pages', async () => {
  const { address } = await open()
  await screen.findByRole('combobox')
  type('  quux ')
  press('Enter')
  await vi.waitFor(() => expect(address()).toBe('/dashboard/search?q=quux'))
})

test('typing begins at the first offer again', async () => {
  await open()
  await screen.findByRole('combobox')
  press('ArrowDown')
  press('ArrowDown')
  type('lib')
  expect(options().map(nameOf)).toEqual(['Search all pages for “lib”', 'Library'])
  expect(nameOf(chosen()[0])).toBe('Search all pages for “lib”')
})

test('the pointer chooses what it moves over', async () => {
  await open()
  await screen.findByRole('combobox')
  const third = options()[2]
  if (third === undefined) throw new Error('there is no third offer')
  fireEvent.pointerMove(third)
  expect(nameOf(chosen()[0])).toBe('Jobs')
})

test('an appearance is put on at once, and kept', async () => {
  await open()
  await screen.findByRole('combobox')
  type('dark')
  press('ArrowDown')
  press('Enter')
  expect([storedTheme(), document.documentElement.dataset['theme']]).toEqual(['dark', 'dark'])
  expect(events).toEqual(['closed'])
})

test('the sheet of keys takes the place of the palette', async () => {
  await open()
  await screen.findByRole('combobox')
  type('keyb')
  press('ArrowDown')
  press('Enter')
  expect(events).toEqual(['keys'])
})

test('Escape closes', async () => {
  await open()
  await screen.findByRole('combobox')
  press('Escape')
  await vi.waitFor(() => expect(events).toEqual(['closed']))
})

test('no server, no results: the palette still goes everywhere', async () => {
  server.isAway(search)
  await open()
  await screen.findByRole('combobox')
  type('jobs')
  await vi.waitFor(() => expect(server.askedOf(search)).toHaveLength(1))
  expect(options().map(nameOf)).toEqual(['Search all pages for “jobs”', 'Jobs'])
})
