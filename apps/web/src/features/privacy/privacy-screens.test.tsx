// @vitest-environment happy-dom
import {
  deleteMe,
  deleteSpace,
  exportMe,
  getMe,
  getMyDeletion,
  getRetention,
  handOverFirst,
  keepMe,
  listDeletedSpaces,
  notConfirmed,
  putRetention,
  restoreSpace,
  stepUpRequired,
} from '@kinfolio/contracts'
import type { DeletedSpace, MemberRole } from '@kinfolio/contracts'
import { fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { chooseSpace } from '../../shared/api/client.ts'
import { button, closeTab, freshTab, isSaid, show } from '../../shared/screen.testing.tsx'
import { aPerson, aPersonalSpace, aServer } from '../../shared/server.testing.ts'
import type { FakeServer } from '../../shared/server.testing.ts'
import { toasts } from '../../shared/ui/toasts.ts'
import { KeepingScreen } from './keeping-screen.tsx'
import { TakeAndDeleteScreen } from './take-and-delete-screen.tsx'

let server: FakeServer
let deletesAt: string | null
beforeEach(() => {
  server = aServer()
  freshTab()
  deletesAt = null
  server.on(getMyDeletion, () => ({ deletes_at: deletesAt }))
})
afterEach(() => {
  closeTab()
  chooseSpace(null)
  vi.restoreAllMocks()
})
const type = (text: string): void => void fireEvent.change(screen.getByRole('textbox'), { target: { value: text } })

describe('taking and deleting', () => {
  const open = () => show(TakeAndDeleteScreen, { path: '/dashboard/settings/data' })
  const begin = async (): Promise<HTMLButtonElement> => {
    await open()
    fireEvent.click(await screen.findByRole('button', { name: 'Delete my account…' }))
    return screen.findByRole<HTMLButtonElement>('button', { name: 'Delete my account in 30 days' })
  }

  test('the account goes once its address was typed, says until when, and may be kept', async () => {
    server.on(deleteMe, ({ body }) => {
      expect(body.confirm.toLowerCase()).toBe(aPerson.email)
      deletesAt = '2026-12-20T10:00:00Z'
      return { deletes_at: deletesAt }
    })
    server.on(keepMe, () => {
      deletesAt = null
      return { deletes_at: null }
    })
    const send = await begin()
    expect(send.disabled).toBe(true)
    type('somebody@example.org')
    expect(send.disabled).toBe(true)
    type(aPerson.email.toUpperCase())
    fireEvent.click(send)
    expect(await screen.findByText('Your account will be deleted on 20 December 2026.')).toBeTruthy()
    fireEvent.click(button('Keep my account'))
    await isSaid('Your account stays')
    expect(await screen.findByRole('button', { name: 'Delete my account…' })).toBeTruthy()
  })

  test.each([
    [
      'spaces that would be left without an owner are named',
      () => handOverFirst({ spaces: [{ id: aPersonalSpace.id, name: 'The Mays' }] }),
      /Others are in “The Mays”/,
    ],
    ['a word that the server does not take is said', () => notConfirmed({}), /Nothing was deleted/],
    ['a proof that nobody gave is missed', () => stepUpRequired({}), /it was not proved that it is you/],
  ])('%s', async (_, problem, words) => {
    server.on(deleteMe, problem)
    const send = await begin()
    type(aPerson.email)
    fireEvent.click(send)
    expect((await screen.findByRole('alert')).textContent).toMatch(words)
  })

  test('everything about oneself is saved under the name the server gives', async () => {
    vi.spyOn(URL, 'createObjectURL').mockReturnValue('blob:saved')
    vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => undefined)
    const headers = { 'Content-Disposition': 'attachment; filename="kinfolio-about-me-2026-11-20.zip"' }
    server.onFile(exportMe, () => new Response('PK', { headers }))
    await open()
    fireEvent.click(await screen.findByRole('button', { name: 'Export everything about me' }))
    await isSaid('Saved as kinfolio-about-me-2026-11-20.zip')
  })
})

describe('keeping and deleting', () => {
  const family = { ...aPersonalSpace, kind: 'family', name: 'The Mays' } as const
  let role: MemberRole
  let kept: number | null
  let archived: number | null
  let deleted: DeletedSpace[]
  beforeEach(() => {
    role = 'owner'
    kept = 30
    archived = null
    deleted = []
    server.on(getMe, () => ({ user: aPerson, spaces: deleted.length > 0 ? [aPersonalSpace] : [{ ...family, role }] }))
    server.on(getRetention, () => ({ trash_days: kept, archive_days: archived }))
    server.on(listDeletedSpaces, () => ({ spaces: deleted }))
    chooseSpace(family.id)
  })
  const open = () => show(KeepingScreen, { path: '/dashboard/settings/keeping' })
  const days = async () => screen.findByLabelText<HTMLSelectElement>('Things in the trash are deleted for good')

  test('the owner says how long the trash keeps things, or that it always does', async () => {
    const sent: unknown[] = []
    server.on(putRetention, ({ body }) => {
      sent.push(body.trash_days)
      kept = body.trash_days
      return body
    })
    await open()
    fireEvent.change(await days(), { target: { value: '90' } })
    await isSaid('The trash keeps things as you say')
    await waitFor(async () => expect((await days()).value).toBe('90'))
    fireEvent.change(await days(), { target: { value: 'never' } })
    await waitFor(() => expect(sent).toEqual([90, null]))
  })

  const archiveDays = async () =>
    screen.findByLabelText<HTMLSelectElement>('Documents that nobody touches are archived')

  test('nothing is archived until the owner says so, and what the trash keeps stays as it was', async () => {
    const sent: unknown[] = []
    server.on(putRetention, ({ body }) => {
      sent.push(body)
      archived = body.archive_days
      return body
    })
    await open()
    const offered = await archiveDays()
    expect(offered.selectedOptions[0]?.textContent).toBe('never, unless somebody does it')
    expect([...offered.options].map(({ value }) => value)).toEqual(['30', '90', '180', '365', 'never'])
    fireEvent.change(offered, { target: { value: '90' } })
    await isSaid('The archive does as you say')
    await waitFor(async () => expect((await archiveDays()).value).toBe('90'))
    fireEvent.change(await archiveDays(), { target: { value: 'never' } })
    await waitFor(() => expect(sent.length).toBe(2))
    expect(sent).toEqual([
      { trash_days: 30, archive_days: 90 },
      { trash_days: 30, archive_days: null },
    ])
  })

  test.each([
    ['trash', { field: async () => days(), to: '365', was: '30' }],
    ['archive', { field: async () => archiveDays(), to: '90', was: 'never' }],
  ])(
    'days of the %s that were not saved are said to be so, and those from before are shown',
    async (_, { field, to, was }) => {
      server.on(putRetention, () => {
        throw new TypeError('no connection')
      })
      await open()
      fireEvent.change(await field(), { target: { value: to } })
      await waitFor(() => expect(toasts.shown().at(-1)?.tone).toBe('bad'))
      await waitFor(async () => expect((await field()).value).toBe(was))
    },
  )

  test('days that stand in no list are shown as they are', async () => {
    kept = 45
    await open()
    expect((await days()).selectedOptions[0]?.textContent).toBe('after 45 days')
  })

  test('others see the days and cannot change them, nor delete the space', async () => {
    role = 'admin'
    await open()
    expect([(await days()).disabled, (await archiveDays()).disabled]).toEqual([true, true])
    expect(screen.getAllByText('The owners of this space decide this.')).toHaveLength(2)
    expect(screen.queryByRole('button', { name: 'Delete this space…' })).toBeNull()
  })

  test('a space goes once its name was typed, and can be brought back', async () => {
    server.on(deleteSpace, ({ body, params }) => {
      expect([body.confirm, params.space_id]).toEqual(['the mays', family.id])
      deleted = [{ id: family.id, name: family.name, deletes_at: '2026-12-20T10:00:00Z' }]
      return { id: family.id, name: family.name, deletes_at: '2026-12-20T10:00:00Z' }
    })
    const { address, unmount } = await open()
    fireEvent.click(await screen.findByRole('button', { name: 'Delete this space…' }))
    const send = await screen.findByRole<HTMLButtonElement>('button', { name: 'Delete this space in 30 days' })
    type('The May')
    expect(send.disabled).toBe(true)
    type('the mays')
    fireEvent.click(send)
    await isSaid('“The Mays” is deleted. You can bring it back for 30 days.')
    await waitFor(() => expect(address()).toBe('/dashboard'))
    unmount()

    server.on(restoreSpace, ({ params }) => {
      expect(params.space_id).toBe(family.id)
      deleted = []
      return {}
    })
    await open()
    expect(await screen.findByText('Deleted for good on 20 December 2026')).toBeTruthy()
    fireEvent.click(button('Bring back'))
    await isSaid('“The Mays” is back')
    await waitFor(() => expect(screen.queryByText('Deleted spaces')).toBeNull())
  })

  test('a personal space says that it goes with the account', async () => {
    server.on(getMe, () => ({ user: aPerson, spaces: [aPersonalSpace] }))
    await open()
    expect(await screen.findByText('This is your personal space. It goes only with your account.')).toBeTruthy()
    expect(screen.queryByRole('button', { name: 'Delete this space…' })).toBeNull()
  })
})
