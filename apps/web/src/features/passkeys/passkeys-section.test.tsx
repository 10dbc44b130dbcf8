// @vitest-environment happy-dom
import {
  addPasskey,
  lastWayToSignIn,
  listPasskeys,
  listSignInProviders,
  type Passkey,
  passkeyId,
  passkeyNotFound,
  passkeyRefused,
  PASSKEYS_MAX,
  passkeysUnavailable,
  removePasskey,
  renamePasskey,
  startPasskey,
  tooManyPasskeys,
} from '@kinfolio/contracts'
import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { uuid } from '../../shared/made.testing.ts'
import { browserWithPasskeys } from '../../shared/passkeys/made-passkeys.testing.ts'
import { button, closeTab, freshTab, isSaid, saidBelow, show } from '../../shared/screen.testing.tsx'
import { aServer } from '../../shared/server.testing.ts'
import type { FakeServer } from '../../shared/server.testing.ts'
import { PasskeysSection } from './passkeys-section.tsx'

const phone: Passkey = {
  id: passkeyId.parse(uuid(1)),
  name: 'Phone',
  is_synced: true,
  created_at: new Date().toISOString(),
  last_used_at: null,
}
let server: FakeServer
let browser: ReturnType<typeof browserWithPasskeys>
let kept: Passkey[]
beforeEach(() => {
  server = aServer()
  freshTab()
  browser = browserWithPasskeys()
  kept = [phone]
  server.on(listPasskeys, () => ({ passkeys: kept }))
  server.on(startPasskey, () => ({ options: browser.creation }))
})
afterEach(closeTab)

const open = async (takes_passkeys = true) => {
  server.on(listSignInProviders, () => ({ providers: [], takes_passkeys }))
  await show(PasskeysSection)
}
const add = async () => {
  await open()
  fireEvent.click(await screen.findByRole('button', { name: 'Add a passkey' }))
}

describe('the passkeys of a person', () => {
  test('are listed with what tells them apart', async () => {
    kept = [
      phone,
      { ...phone, id: passkeyId.parse(uuid(2)), name: 'Key', is_synced: false, last_used_at: phone.created_at },
    ]
    await open()
    const rows = await screen.findAllByRole('listitem')
    expect(rows.map(({ textContent }) => textContent)).toEqual([
      expect.stringMatching(/^PhoneAdded just now · not used yet · Synced/),
      expect.stringMatching(/^KeyAdded just now · last used just now$/),
    ])
  })

  test('say what they are good for where there is none', async () => {
    kept = []
    await open()
    expect(await screen.findByText(/You have no passkey yet/)).toBeTruthy()
    expect(screen.queryByRole('list')).toBeNull()
  })

  test('cannot be made where the address allows none, and the screen says what it takes', async () => {
    await open(false)
    expect(await screen.findByText(/They need https and a name/)).toBeTruthy()
    expect(screen.queryByRole('button', { name: 'Add a passkey' })).toBeNull()
    expect(screen.getByText('Phone')).toBeTruthy()
  })

  test('cannot be made by a browser that knows none', async () => {
    browser.forgetPasskeys()
    await open()
    expect(await screen.findByText(/They need https and a name/)).toBeTruthy()
  })

  test('that could not be read are asked for again', async () => {
    server.fails(listPasskeys)
    await open()
    const again = await screen.findByRole('button', { name: 'Try again' })
    server.on(listPasskeys, () => ({ passkeys: kept }))
    fireEvent.click(again)
    expect(await screen.findByText('Phone')).toBeTruthy()
  })
})

describe('adding one', () => {
  test('keeps what the browser made under the name of the machine, and shows it', async () => {
    server.on(addPasskey, ({ body }) => {
      kept = [phone, { ...phone, id: passkeyId.parse(uuid(3)), name: body.name }]
      return kept[1] ?? phone
    })
    await add()
    await waitFor(() => expect(saidBelow().join()).toMatch(/“Passkey.*” can sign you in from now on/))
    expect(server.askedOf(addPasskey)[0]?.body).toMatchObject({ credential: { id: browser.made } })
    await waitFor(() => expect(screen.getAllByRole('listitem')).toHaveLength(2))
  })

  test.each([
    ['NotAllowedError', /Your device did not confirm that it is you/],
    ['InvalidStateError', /This device has a passkey of yours already/],
  ])('that the browser ends with %s says so and adds nothing', async (name, words) => {
    browser.endsWith(name)
    await add()
    expect((await screen.findByRole('alert')).textContent).toMatch(words)
    expect(server.askedOf(addPasskey)).toEqual([])
    expect(button('Add a passkey').disabled).toBe(false)
  })

  test.each([
    ['there are too many', () => tooManyPasskeys({ limit: PASSKEYS_MAX }), /An account may have 20 passkeys/],
    ['there can be none', () => passkeysUnavailable({}), /They need https and a name/],
  ])('is refused before the browser is asked where %s', async (_, problem, words) => {
    server.on(startPasskey, problem)
    await add()
    expect((await screen.findByRole('alert')).textContent).toMatch(words)
    expect(browser.asked).toBe(0)
  })

  test.each([
    ['over', /That took too long/],
    ['unproved', /did not prove that it is you/],
  ] as const)('that the server refuses as %s is explained', async (reason, words) => {
    server.on(addPasskey, () => passkeyRefused({ reason }))
    await add()
    expect((await screen.findByRole('alert')).textContent).toMatch(words)
    expect(saidBelow()).toEqual([])
  })
})

describe('a passkey of the list', () => {
  const remove = async () => {
    await open()
    fireEvent.click(await screen.findByRole('button', { name: 'Remove Phone' }))
    const dialog = await screen.findByRole('dialog')
    expect(dialog.textContent).toContain('This cannot be undone')
    return within(dialog)
  }

  test('gets another name', async () => {
    server.on(renamePasskey, ({ body }) => {
      kept = [{ ...phone, name: body.name }]
      return kept[0] ?? phone
    })
    await open()
    fireEvent.click(await screen.findByRole('button', { name: 'Rename Phone' }))
    fireEvent.change(await screen.findByRole('textbox', { name: 'Name' }), { target: { value: 'Old phone' } })
    fireEvent.click(button('Save'))
    expect(await screen.findByText('Old phone')).toBeTruthy()
    expect(server.askedOf(renamePasskey)).toMatchObject([{ body: { name: 'Old phone' } }])
  })

  test('is removed once that is confirmed', async () => {
    server.on(removePasskey, () => {
      kept = []
      return {}
    })
    fireEvent.click((await remove()).getByRole('button', { name: 'Remove' }))
    await isSaid('“Phone” was removed.')
    expect(await screen.findByText(/You have no passkey yet/)).toBeTruthy()
  })

  test('stays where that is not confirmed', async () => {
    fireEvent.click((await remove()).getByRole('button', { name: 'Cancel' }))
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    expect(server.askedOf(removePasskey)).toEqual([])
  })

  test('that is the only way in stays, and the question says why', async () => {
    server.on(removePasskey, () => lastWayToSignIn({}))
    const dialog = await remove()
    fireEvent.click(dialog.getByRole('button', { name: 'Remove' }))
    expect((await dialog.findByRole('alert')).textContent).toMatch(/only way you can sign in/)
    expect(saidBelow()).toEqual([])
  })

  test('that another window removed is gone all the same', async () => {
    server.on(removePasskey, () => {
      kept = []
      return passkeyNotFound({ passkey_id: phone.id })
    })
    fireEvent.click((await remove()).getByRole('button', { name: 'Remove' }))
    await isSaid('“Phone” was removed.')
  })
})
