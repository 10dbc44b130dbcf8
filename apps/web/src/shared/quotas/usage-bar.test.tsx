// @vitest-environment happy-dom
import { getUsage, type QuotaUsage } from '@kinfolio/contracts'
import { act, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { keys } from '../api/keys.ts'
import { queryClient } from '../api/query-client.ts'
import { someUsage } from '../made.testing.ts'
import { closeTab, freshTab, show } from '../screen.testing.tsx'
import { aServer } from '../server.testing.ts'
import type { FakeServer } from '../server.testing.ts'
import { UsageBar } from './usage-bar.tsx'

let server: FakeServer
beforeEach(() => {
  server = aServer()
  freshTab()
})
afterEach(closeTab)

const open = async (pages: Partial<QuotaUsage>) => {
  server.on(getUsage, () => someUsage(pages))
  await show(UsageBar)
}

test('what is used of the month stands there with its bar, and leads to the plan', async () => {
  await open({ used: 12 })
  const link = await screen.findByRole('link', { name: /12 of 30 pages read/ })
  expect(link.getAttribute('href')).toBe('/dashboard/settings/plan')
  const bar = screen.getByRole('progressbar', { name: '12 of 30 pages read' })
  expect([bar.getAttribute('value'), bar.getAttribute('max')]).toEqual(['12', '30'])
})

test('pages that are being read right now fill the bar as well', async () => {
  await open({ used: 12, reserved: 3 })
  expect((await screen.findByRole('progressbar')).getAttribute('value')).toBe('15')
})

test.each([
  [{ used: 12, reset_at: '2026-03-31T22:00:00Z' }, 'Begins anew on 1 April'],
  [{ used: 29, reset_at: '2026-03-31T22:00:00Z' }, 'Begins anew on 1 April'],
  [{ used: 30, reset_at: '2026-03-31T22:00:00Z' }, 'None left until 1 April; new pages wait'],
  [{ used: 28, reserved: 2, reset_at: '2026-03-31T22:00:00Z' }, 'None left until 1 April; new pages wait'],
  [{ used: 31, reset_at: '2026-03-31T22:00:00Z' }, 'None left until 1 April; new pages wait'],
])('with %o it says when pages are there again', async (pages, words) => {
  await open(pages)
  expect(await screen.findByText(words)).toBeTruthy()
})

test('a plan without limit has nothing to count down', async () => {
  await open({ used: 12, limit: null })
  await act(async () => undefined)
  expect(server.askedOf(getUsage)).toHaveLength(1)
  expect(screen.queryByRole('link')).toBeNull()
})

test('where nobody knows yet, and where the server fails, nothing stands in the way', async () => {
  server.fails(getUsage)
  await show(UsageBar)
  await act(async () => undefined)
  expect(screen.queryByRole('link')).toBeNull()
})

test('a page that is read while one looks is counted', async () => {
  await open({ used: 12 })
  await screen.findByText('12 of 30 pages read')
  server.on(getUsage, () => someUsage({ used: 13 }))
  await act(async () => queryClient.invalidateQueries({ queryKey: keys.usage }))
  expect(await screen.findByText('13 of 30 pages read')).toBeTruthy()
})
