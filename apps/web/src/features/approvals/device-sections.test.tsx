// @vitest-environment happy-dom
import {
  approvalUnavailable,
  changeApprovalSettings,
  deviceKeyId,
  deviceKeyNotFound,
  getApprovalSettings,
  listDeviceKeys,
  revokeDeviceKey,
} from '@kinfolio/contracts'
import type { DeviceKey } from '@kinfolio/contracts'
import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { uuid } from '../../shared/made.testing.ts'
import { button, closeTab, freshTab, isSaid, saidBelow, show } from '../../shared/screen.testing.tsx'
import { aServer } from '../../shared/server.testing.ts'
import type { FakeServer } from '../../shared/server.testing.ts'
import { AskDeviceSection } from './ask-device-section.tsx'
import { DeviceKeysSection } from './device-keys-section.tsx'

let server: FakeServer
beforeEach(() => {
  server = aServer()
  freshTab()
})
afterEach(closeTab)

describe('asking another device', () => {
  const box = () => screen.getByRole<HTMLInputElement>('checkbox', { name: 'Ask when I sign in somewhere new' })
  async function open(asks: boolean, canBeAsked: boolean): Promise<void> {
    server.on(getApprovalSettings, () => ({ asks_when_new: asks, can_be_asked: canBeAsked }))
    await show(() => <AskDeviceSection />)
    await screen.findByRole('checkbox')
  }

  test.each([
    [false, true, false],
    [true, true, false],
    // What can no longer be answered can still be switched off.
    [true, false, false],
    [false, false, true],
  ])('is shown as it is (asks: %s, can be asked: %s)', async (asks, canBeAsked, isDisabled) => {
    await open(asks, canBeAsked)
    expect([box().checked, box().disabled]).toEqual([asks, isDisabled])
    expect(screen.queryByText(/No device of yours can approve yet/) === null).toBe(canBeAsked)
  })

  test('is switched on at once, and said', async () => {
    server.on(changeApprovalSettings, ({ body }) => ({ ...body, can_be_asked: true }))
    await open(false, true)
    fireEvent.click(box())
    expect(box().checked).toBe(true)
    await isSaid('Saved')
    expect(server.askedOf(changeApprovalSettings).map(({ body }) => body)).toEqual([{ asks_when_new: true }])
    expect(box().checked).toBe(true)
  })

  test('goes back to what it was where the server refuses', async () => {
    server.on(changeApprovalSettings, () => approvalUnavailable({}))
    await open(false, true)
    fireEvent.click(box())
    await waitFor(() => expect(saidBelow()).toHaveLength(1))
    expect([box().checked, box().disabled]).toEqual([false, false])
  })

  test('is asked for again where the server did not answer', async () => {
    server.fails(getApprovalSettings)
    await show(() => <AskDeviceSection />)
    await screen.findByRole('alert')
    expect(screen.queryByRole('checkbox')).toBeNull()
    server.on(getApprovalSettings, () => ({ asks_when_new: true, can_be_asked: true }))
    fireEvent.click(button('Try again'))
    await waitFor(() => expect(box().checked).toBe(true))
  })
})

describe('the keys of devices', () => {
  const at = new Date().toISOString()
  const aKey = (n: number, more: Partial<DeviceKey> = {}): DeviceKey => ({
    id: deviceKeyId.parse(uuid(n)),
    signing: { kty: 'EC', crv: 'P-256', x: 'x'.repeat(43), y: 'y'.repeat(43) },
    agreement: null,
    browser: 'Firefox',
    system: 'Linux',
    address: '192.0.2.1',
    created_at: at,
    last_used_at: at,
    is_of_this_session: false,
    ...more,
  })
  const here = aKey(1, { is_of_this_session: true })
  const phone = aKey(2, { browser: 'Chrome', system: 'Android', address: '192.0.2.2' })
  const rows = () => screen.getAllByRole('listitem').map((row) => row.textContent)
  async function open(...device_keys: DeviceKey[]): Promise<void> {
    server.on(listDeviceKeys, () => ({ device_keys }))
    await show(() => <DeviceKeysSection />)
    await waitFor(() => expect(screen.queryByRole('status')).toBeNull())
  }

  test('are named by device and place, and this browser is told apart', async () => {
    await open(here, phone)
    await screen.findByText(/Chrome on Android/)
    expect(rows()[0]).toContain('this browser · 192.0.2.1 · last signed just now')
    expect(rows()[1]).toContain('192.0.2.2')
    expect(rows()[1]).not.toContain('this browser')
  })

  test('are missed where there are none, with how they come', async () => {
    await open()
    expect(await screen.findByText(/Browsers make one by themselves over https/)).toBeTruthy()
    expect(screen.queryAllByRole('listitem')).toEqual([])
  })

  test('stand beside the way to connect a device', async () => {
    await open(here)
    expect(screen.getByRole('link', { name: 'Connect a device' }).getAttribute('href')).toBe('/dashboard/connect')
  })

  const revoke = 'Revoke the key of Chrome on Android'
  test('are revoked after a question that names the device', async () => {
    server.on(revokeDeviceKey, ({ params }) => {
      expect(params.device_key_id).toBe(phone.id)
      server.on(listDeviceKeys, () => ({ device_keys: [here] }))
      return new Response(null, { status: 204 })
    })
    await open(here, phone)
    fireEvent.click(await screen.findByRole('button', { name: revoke }))
    const dialog = await screen.findByRole('dialog')
    expect(dialog.textContent).toContain('Revoke the key of Chrome on Android and sign it out?')
    expect(server.askedOf(revokeDeviceKey)).toEqual([])
    fireEvent.click(within(dialog).getByRole('button', { name: 'Revoke' }))
    await isSaid('The key is revoked and its device signed out')
    await waitFor(() => expect(rows()).toHaveLength(1))
  })

  test('stay where the person thinks better of it', async () => {
    await open(here, phone)
    fireEvent.click(await screen.findByRole('button', { name: 'Revoke the key of this browser' }))
    fireEvent.click(await screen.findByRole('button', { name: 'Cancel' }))
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    expect([server.askedOf(revokeDeviceKey), rows().length]).toEqual([[], 2])
  })

  test('that were revoked meanwhile are said so where the question stands', async () => {
    server.on(revokeDeviceKey, () => deviceKeyNotFound({ device_key_id: phone.id }))
    await open(here, phone)
    fireEvent.click(await screen.findByRole('button', { name: revoke }))
    const dialog = await screen.findByRole('dialog')
    fireEvent.click(within(dialog).getByRole('button', { name: 'Revoke' }))
    expect((await within(dialog).findByRole('alert')).textContent).not.toBe('')
    expect(saidBelow()).toEqual([])
  })

  test('are asked for again where the server did not answer', async () => {
    server.isAway(listDeviceKeys)
    await show(() => <DeviceKeysSection />)
    await screen.findByRole('alert')
    server.on(listDeviceKeys, () => ({ device_keys: [here] }))
    fireEvent.click(button('Try again'))
    await screen.findByText(/this browser/)
  })
})
