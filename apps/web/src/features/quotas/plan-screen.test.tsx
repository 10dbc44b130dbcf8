// @vitest-environment happy-dom
import {
  getMe,
  getUsage,
  listPlans,
  memberRole,
  type MemberRole,
  notAllowed,
  planNotFound,
  planNotYours,
  putPlan,
  type SpaceUsage,
} from '@kinfolio/contracts'
import { act, fireEvent, screen, within } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { aPlan, someUsage } from '../../shared/made.testing.ts'
import { button, closeTab, explanationOf, freshTab, isSaid, show } from '../../shared/screen.testing.tsx'
import { aPerson, aPersonalSpace, aServer } from '../../shared/server.testing.ts'
import type { FakeServer } from '../../shared/server.testing.ts'
import { PlanScreen } from './plan-screen.tsx'

const pro = aPlan({ id: 'pro', title: 'Pro', pages_read: 500, stored_bytes: 100e9, members: 12 })
const endless = aPlan({ id: 'unlimited', title: 'Unlimited', pages_read: null, stored_bytes: null, members: null })

let server: FakeServer
let ownersChoose: boolean
beforeEach(() => {
  ownersChoose = true
  server = aServer()
  server.on(getUsage, () => someUsage({ used: 12 }))
  server.on(listPlans, () => ({ plans: [aPlan(), pro, endless], owners_choose: ownersChoose }))
  freshTab()
})
afterEach(closeTab)

async function open(role: MemberRole = 'owner') {
  server.on(getMe, () => ({ user: aPerson, spaces: [{ ...aPersonalSpace, role }] }))
  return show(PlanScreen, { path: '/dashboard/settings/plan' })
}
const used = async () => within(await screen.findByRole('region', { name: 'Used so far' }))
const radio = (name: RegExp) => screen.findByRole<HTMLInputElement>('radio', { name })

describe('what is used', () => {
  test('stands there kind by kind, with its limit and when it begins anew', async () => {
    await open()
    const here = await used()
    expect(here.getAllByRole('listitem').map((kind) => kind.textContent)).toEqual([
      'Pages read this month12 of 30Begins anew on 1 February',
      'Stored1.5 GB of 5 GB',
      'Members2 of 6',
    ])
    expect(here.getByRole('progressbar', { name: 'Pages read this month: 12 of 30' }).getAttribute('value')).toBe('12')
  })

  test('without a limit is told without a bar and without a day', async () => {
    const none = { limit: null, used: 12 }
    const usage = someUsage(none).usage.map((one) => ({ ...one, limit: null }))
    server.on(getUsage, () => someUsage(none, { plan: endless, usage }))
    await open()
    const here = await used()
    expect(here.getByText('12, without limit')).toBeTruthy()
    expect(here.queryByRole('progressbar')).toBeNull()
    expect(here.queryByText(/Begins anew/)).toBeNull()
  })

  test('when nothing is left the day stands there on which there is again', async () => {
    server.on(getUsage, () => someUsage({ used: 30 }))
    await open()
    expect((await used()).getByText('None left until 1 February; new pages wait')).toBeTruthy()
  })

  test('a server that cannot say it is told, and can be asked again', async () => {
    server.fails(getUsage)
    await open()
    const again = await screen.findByRole('button', { name: 'Try again' })
    expect(screen.queryByRole('region', { name: 'Used so far' })).toBeNull()
    server.on(getUsage, () => someUsage({ used: 12 }))
    fireEvent.click(again)
    expect((await used()).getByText('12 of 30')).toBeTruthy()
  })

  test('the way back to the settings is there', async () => {
    await open()
    expect(screen.getByRole('link', { name: 'Settings' }).getAttribute('href')).toBe('/dashboard/settings')
  })
})

describe('the plan', () => {
  test.each(memberRole.options)('is chosen by an owner and by nobody else: %s', async (role) => {
    await open(role)
    expect(await screen.findByRole('heading', { name: 'Plan: Free' })).toBeTruthy()
    if (role === 'owner') expect((await radio(/^Free/)).checked).toBe(true)
    else {
      expect(await screen.findByText(/ask whoever runs this server, or the owner/)).toBeTruthy()
      await act(async () => undefined)
      expect(screen.queryByRole('radio')).toBeNull()
      expect(screen.queryByRole('button', { name: 'Choose this plan' })).toBeNull()
    }
  })

  test('where whoever runs the server chooses, an owner is told whom to ask', async () => {
    ownersChoose = false
    await open()
    expect(await screen.findByText(/ask whoever runs this server/)).toBeTruthy()
    await act(async () => undefined)
    expect(screen.queryByRole('radio')).toBeNull()
  })

  test('each one says what it offers before it is chosen', async () => {
    await open()
    expect(await radio(/500 pages a month · 100 GB of files · 12 members/)).toBeTruthy()
    expect(await radio(/All pages · All files · Any number of members/)).toBeTruthy()
  })

  test('that is chosen is asked for, said, and stands there at once', async () => {
    const bodies: unknown[] = []
    server.on(putPlan, ({ body }) => {
      bodies.push(body)
      return someUsage({ used: 12, limit: 500 }, { plan: pro })
    })
    await open()
    await radio(/^Free/)
    expect(button('Choose this plan').disabled).toBe(true)
    fireEvent.click(await radio(/^Pro/))
    expect(button('Choose this plan').disabled).toBe(false)
    fireEvent.click(button('Choose this plan'))
    await isSaid('The plan is now Pro. Pages that waited are read, newest first.')
    expect(bodies).toEqual([{ plan: 'pro' }])
    expect(screen.getByRole('heading', { name: 'Plan: Pro' })).toBeTruthy()
    expect((await used()).getByText('12 of 500')).toBeTruthy()
    expect((await radio(/^Pro/)).checked).toBe(true)
  })

  test('while it is asked for cannot be asked for twice', async () => {
    const answer = Promise.withResolvers<SpaceUsage>()
    server.on(putPlan, () => answer.promise)
    await open()
    fireEvent.click(await radio(/^Pro/))
    fireEvent.click(button('Choose this plan'))
    const busy = await screen.findByRole<HTMLButtonElement>('button', { name: /Saving/ })
    expect(busy.disabled).toBe(true)
    await act(async () => answer.resolve(someUsage({}, { plan: pro })))
    expect(server.askedOf(putPlan)).toHaveLength(1)
  })

  test.each([
    ['is gone by now', planNotFound({ plan: 'pro' }), 'This server has no such plan'],
    ['is the operator’s to choose by now', planNotYours({}), 'On this server the plan is chosen by whoever runs it'],
    ['is no longer this person’s to choose', notAllowed({ action: 'choose the plan' }), 'You may not do this here.'],
  ])('that %s leaves everything as it was, and it is said', async (_, problem, words) => {
    server.on(putPlan, () => problem)
    await open()
    fireEvent.click(await radio(/^Pro/))
    fireEvent.click(button('Choose this plan'))
    await isSaid(words)
    expect(screen.getByRole('heading', { name: 'Plan: Free' })).toBeTruthy()
    expect(button('Choose this plan').disabled).toBe(false)
  })

  test('without a connection nothing is chosen, and the button is there again', async () => {
    server.isAway(putPlan)
    await open()
    fireEvent.click(await radio(/^Pro/))
    fireEvent.click(button('Choose this plan'))
    await screen.findByRole('button', { name: 'Choose this plan' })
    expect(screen.getByRole('heading', { name: 'Plan: Free' })).toBeTruthy()
  })
})

describe('the time zone', () => {
  const field = () => screen.findByRole<HTMLInputElement>('combobox', { name: 'Time zone of this space' })
  const type = async (value: string) => fireEvent.change(await field(), { target: { value } })

  test('is the space’s, and others are offered by name', async () => {
    await open()
    expect((await field()).value).toBe('Europe/Berlin')
    const offered = [...((await field()).list?.options ?? [])].map((option) => option.value)
    expect(offered).toContain('Pacific/Auckland')
    expect(button('Save the time zone').disabled).toBe(true)
  })

  test('that is saved moves the day on which a month begins', async () => {
    const bodies: unknown[] = []
    server.on(putPlan, ({ body }) => {
      bodies.push(body)
      return someUsage({ used: 12, reset_at: '2026-01-31T11:00:00Z' }, { time_zone: 'Pacific/Auckland' })
    })
    await open()
    await type(' Pacific/Auckland ')
    fireEvent.click(button('Save the time zone'))
    await isSaid('Months now begin at midnight in Pacific/Auckland')
    expect(bodies).toEqual([{ time_zone: 'Pacific/Auckland' }])
    expect((await used()).getByText('Begins anew on 1 February')).toBeTruthy()
    expect((await field()).value).toBe('Pacific/Auckland')
  })

  test.each(['', 'Berlin', 'Europe/Nowhere', 'midnight'])('“%s” is none, and is not sent', async (typed) => {
    await open()
    await type(typed)
    expect(explanationOf(await field())).toBe('This is no time zone. Choose one of the list.')
    expect((await field()).getAttribute('aria-invalid')).toBe('true')
    expect(button('Save the time zone').disabled).toBe(true)
    const form = (await field()).form
    if (form !== null) fireEvent.submit(form)
    expect(server.askedOf(putPlan)).toEqual([])
  })

  test('that is refused stays as it was, and it is said', async () => {
    server.on(putPlan, () => notAllowed({ action: 'choose the plan' }))
    await open()
    await type('Pacific/Auckland')
    fireEvent.click(button('Save the time zone'))
    await isSaid('You may not do this here.')
    expect((await field()).value).toBe('Pacific/Auckland')
    expect(button('Save the time zone').disabled).toBe(false)
  })

  test('is the owner’s to choose even where the plan is not', async () => {
    ownersChoose = false
    await open()
    expect(await field()).toBeTruthy()
  })

  test.each(['admin', 'member', 'view_only'] as const)('is seen and not changed by a role of %s', async (role) => {
    await open(role)
    expect(await screen.findByText('Europe/Berlin')).toBeTruthy()
    expect(screen.queryByRole('combobox')).toBeNull()
  })
})
