// @vitest-environment happy-dom
import { getUsage, quotaExceeded, type QuotaUsage, readDocument } from '@kinfolio/contracts'
import { act, fireEvent, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readRest } from '../../shared/library/read-again.ts'
import { aDocumentId, aQuota, someUsage } from '../../shared/made.testing.ts'
import { quotaRefusal } from '../../shared/quotas/quota-refusal.ts'
import { closeTab, freshTab, isSaid, saidBelow, show } from '../../shared/screen.testing.tsx'
import { aServer } from '../../shared/server.testing.ts'
import type { FakeServer } from '../../shared/server.testing.ts'
import { QuotaDialog } from './quota-dialog.tsx'

let server: FakeServer
beforeEach(() => {
  server = aServer()
  server.on(getUsage, () => someUsage({ used: 28 }))
  freshTab()
})
afterEach(() => {
  quotaRefusal.close()
  closeTab()
})

const refusal = (wanted: number, quota: Partial<QuotaUsage> = {}) =>
  quotaExceeded({
    quota: aQuota({ used: 28, limit: 30, reset_at: '2026-03-31T22:00:00Z', ...quota }),
    wanted,
    plan: 'free',
  })

/** Asks for the rest of a document to be read, which the plan has not enough left for. */
async function refused(wanted: number, quota: Partial<QuotaUsage> = {}) {
  server.on(readDocument, () => refusal(wanted, quota))
  const view = await show(QuotaDialog)
  await act(async () => readRest(aDocumentId(1)))
  return view
}
const dialog = () => screen.findByRole('dialog', { name: 'Not enough pages left' })

test('nothing is shown, and nobody is asked, while nothing was refused', async () => {
  await show(QuotaDialog)
  expect(screen.queryByRole('dialog')).toBeNull()
  expect(server.askedOf(getUsage)).toEqual([])
})

test.each([
  [7, {}, 'This takes 7 pages, and the plan has 2 left this month.'],
  [1, { used: 30 }, 'This takes 1 page, and the plan has none left this month.'],
  [1, { reserved: 2 }, 'This takes 1 page, and the plan has none left this month.'],
])('a reading of %i pages with %o says what it takes and what is left', async (wanted, quota, words) => {
  await refused(wanted, quota)
  await dialog()
  expect(screen.getByText(words)).toBeTruthy()
  expect(saidBelow()).toEqual([])
})

test('how the plan stands is a bar with the day on which it begins anew, in the zone of the space', async () => {
  await refused(7)
  await dialog()
  expect(screen.getByRole('progressbar', { name: '28 of 30 pages read' }).getAttribute('value')).toBe('28')
  expect(await screen.findByText('Begins anew on 1 April')).toBeTruthy()
})

test('that nothing was lost stands there', async () => {
  await refused(7)
  await dialog()
  expect(screen.getByText(/your pages and their text are kept, and can be exported as before/)).toBeTruthy()
})

test('the way to the plan closes it', async () => {
  const view = await refused(7)
  await dialog()
  fireEvent.click(screen.getByRole('link', { name: 'Plan and usage' }))
  await act(async () => undefined)
  expect(screen.queryByRole('dialog')).toBeNull()
  expect(view.address()).toBe('/dashboard/settings/plan')
})

test('Escape closes it, and the next refusal opens it again with what that one says', async () => {
  await refused(7)
  fireEvent.keyDown(await dialog(), { key: 'Escape' })
  await act(async () => undefined)
  expect(quotaRefusal.shown()).toBeNull()
  server.on(readDocument, () => refusal(3))
  await act(async () => readRest(aDocumentId(2)))
  expect(await screen.findByText('This takes 3 pages, and the plan has 2 left this month.')).toBeTruthy()
})

test('a reading that can start opens no dialog and says that it began', async () => {
  server.on(readDocument, ({ body }) => {
    expect(body.only_unread).toBe(true)
    return { job_id: aDocumentId(1) as string as never }
  })
  await show(QuotaDialog)
  await act(async () => readRest(aDocumentId(1)))
  await isSaid('The rest is being read')
  expect(screen.queryByRole('dialog')).toBeNull()
})
