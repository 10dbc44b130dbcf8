// @vitest-environment happy-dom
import { apiKeyNotFound, createApiKey, listApiKeys, revokeApiKey, tooManyApiKeys } from '@kinfolio/contracts'
import { fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { uuid } from '../../shared/made.testing.ts'
import { button, closeTab, freshTab, isSaid, saidBelow, show } from '../../shared/screen.testing.tsx'
import { aPersonalSpace, aServer } from '../../shared/server.testing.ts'
import type { FakeServer } from '../../shared/server.testing.ts'
import { ApiKeysScreen } from './api-keys-screen.tsx'

const DAY_MS = 86_400_000
const aKey = (more: object = {}) => ({
  id: uuid(80),
  name: 'Backup',
  prefix: 'kfl_abc123',
  scopes: ['read' as const],
  space_id: null,
  created_at: new Date().toISOString(),
  expires_at: new Date(Date.now() + 3 * DAY_MS).toISOString(),
  last_used_at: null,
  ...more,
})

let server: FakeServer
beforeEach(() => {
  server = aServer()
  freshTab()
})
afterEach(closeTab)
const open = async (...api_keys: ReturnType<typeof aKey>[]) => {
  server.on(listApiKeys, () => ({ api_keys }))
  await show(ApiKeysScreen, { path: '/dashboard/settings/api-keys' })
}

test('without keys the screen says what they are for', async () => {
  await open()
  expect(await screen.findByText('No keys yet')).toBeTruthy()
})

test('a key says what it may, where, until when and whether it was used', async () => {
  await open(aKey({ scopes: ['read', 'write'], space_id: aPersonalSpace.id }))
  expect(await screen.findByText('Look at pages, search and export · Add and change pages')).toBeTruthy()
  expect(screen.getByText(/Mara’s pages/).textContent).toContain('in 3 days · never used')
  expect(screen.getByText('kfl_abc123…')).toBeTruthy()
})

test('a key that has run out, or whose space one left, says so', async () => {
  await open(aKey({ expires_at: new Date(Date.now() - 2 * DAY_MS).toISOString(), space_id: uuid(99) }))
  const words = await screen.findByText(/a space you are no longer in/)
  expect(words.textContent).toContain('ended 2 days ago')
})

test('a new key is for looking and ninety days until somebody says otherwise, and is shown once', async () => {
  server.on(createApiKey, ({ body }) => ({ api_key: aKey({ name: body.name }), key: 'kfl_the-whole-key' }))
  await open()
  fireEvent.click(await screen.findByRole('button', { name: 'New key' }))
  expect(button('Make the key').disabled).toBe(true)
  fireEvent.change(screen.getByLabelText('Name'), { target: { value: ' Backup ' } })
  fireEvent.click(button('Make the key'))
  expect((await screen.findByLabelText<HTMLInputElement>('Key')).value).toBe('kfl_the-whole-key')
  const wanted = { name: 'Backup', scopes: ['read'], space_id: null, days: 90 }
  expect(server.askedOf(createApiKey).map(({ body }) => body)).toEqual([wanted])
  fireEvent.click(button('I have it'))
  expect(screen.queryByDisplayValue('kfl_the-whole-key')).toBeNull()
})

test('a key without any permission cannot be made, and a refusal stands in the dialog', async () => {
  server.on(createApiKey, () => tooManyApiKeys({ limit: 50 }))
  await open()
  fireEvent.click(await screen.findByRole('button', { name: 'New key' }))
  fireEvent.change(screen.getByLabelText('Name'), { target: { value: 'Backup' } })
  fireEvent.click(screen.getByLabelText('Look at pages, search and export'))
  expect(button('Make the key').disabled).toBe(true)
  fireEvent.click(screen.getByLabelText('Add and change pages'))
  fireEvent.click(button('Make the key'))
  expect(await screen.findByText(/revoke one first/)).toBeTruthy()
})

test('revoking asks first', async () => {
  let isRevoked = false
  server.on(revokeApiKey, ({ params }) => {
    isRevoked = params.api_key_id === uuid(80)
    return {}
  })
  await open(aKey())
  fireEvent.click(await screen.findByRole('button', { name: 'Revoke: Backup' }))
  expect(isRevoked).toBe(false)
  fireEvent.click(button('Revoke'))
  await isSaid('The key is revoked')
  expect(isRevoked).toBe(true)
})

describe('the dialog of a new key', () => {
  const openDialog = async () => {
    await open()
    fireEvent.click(await screen.findByRole('button', { name: 'New key' }))
    fireEvent.change(screen.getByLabelText('Name'), { target: { value: 'Backup' } })
  }
  const choose = (label: string, value: string) => fireEvent.change(screen.getByLabelText(label), { target: { value } })

  test('asks for what was chosen: the space, the days, every permission', async () => {
    server.on(createApiKey, ({ body }) => ({ api_key: aKey({ name: body.name }), key: 'kfl_x' }))
    await openDialog()
    await screen.findByRole('option', { name: aPersonalSpace.name })
    choose('In', aPersonalSpace.id)
    choose('Ends after', '365')
    for (const may of ['Add and change pages', 'Manage spaces and their settings']) {
      fireEvent.click(screen.getByLabelText(may))
    }
    fireEvent.click(button('Make the key'))
    await screen.findByLabelText('Key')
    expect(server.askedOf(createApiKey).map(({ body }) => body)).toEqual([
      { name: 'Backup', scopes: ['read', 'write', 'manage'], space_id: aPersonalSpace.id, days: 365 },
    ])
  })

  test('copies the key and says so', async () => {
    const copied: string[] = []
    const clipboard = { writeText: async (text: string) => void copied.push(text) }
    Object.defineProperty(navigator, 'clipboard', { value: clipboard, configurable: true })
    server.on(createApiKey, () => ({ api_key: aKey(), key: 'kfl_the-whole-key' }))
    await openDialog()
    fireEvent.click(button('Make the key'))
    fireEvent.click(await screen.findByRole('button', { name: 'Copy' }))
    expect(await screen.findByRole('button', { name: 'Copied' })).toBeTruthy()
    expect(copied).toEqual(['kfl_the-whole-key'])
  })

  test('that is closed makes no key, and forgets what was typed', async () => {
    await openDialog()
    fireEvent.keyDown(screen.getByRole('dialog'), { key: 'Escape' })
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    fireEvent.click(button('New key'))
    expect(screen.getByLabelText<HTMLInputElement>('Name').value).toBe('')
    expect(server.askedOf(createApiKey)).toEqual([])
  })

  test('without a connection keeps what was typed', async () => {
    server.isAway(createApiKey)
    await openDialog()
    fireEvent.click(button('Make the key'))
    expect(await screen.findByRole('alert')).toBeTruthy()
    expect(screen.getByLabelText<HTMLInputElement>('Name').value).toBe('Backup')
    expect(button('Make the key').disabled).toBe(false)
  })
})

test('thinking better of revoking leaves the key alone', async () => {
  await open(aKey())
  fireEvent.click(await screen.findByRole('button', { name: 'Revoke: Backup' }))
  fireEvent.click(button('Cancel'))
  expect(screen.queryByRole('dialog')).toBeNull()
  expect(server.askedOf(revokeApiKey)).toEqual([])
})

test('a key that was revoked meanwhile is said so, and the list is asked again', async () => {
  server.on(revokeApiKey, () => apiKeyNotFound({ api_key_id: uuid(80) }))
  await open(aKey())
  fireEvent.click(await screen.findByRole('button', { name: 'Revoke: Backup' }))
  server.on(listApiKeys, () => ({ api_keys: [] }))
  fireEvent.click(button('Revoke'))
  expect(await screen.findByText('No keys yet')).toBeTruthy()
  expect(saidBelow()).not.toContain('The key is revoked')
})

test('keys that could not be listed can be asked for again', async () => {
  server.fails(listApiKeys)
  await show(ApiKeysScreen, { path: '/dashboard/settings/api-keys' })
  fireEvent.click(await screen.findByRole('button', { name: 'Try again' }))
  server.on(listApiKeys, () => ({ api_keys: [aKey()] }))
  fireEvent.click(await screen.findByRole('button', { name: 'Try again' }))
  expect(await screen.findByText('Backup')).toBeTruthy()
})
