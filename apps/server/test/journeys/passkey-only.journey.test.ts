import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { newVisitor } from '../browser.ts'
import { addFingerReader, type FingerReader } from '../finger-reader.ts'
import { prepareJourney, startJourney } from '../journey.ts'
import { look } from '../look.ts'

const PASSWORD = 'ink on paper since 1843'
/** Somebody who is not signed in yet has no session to renew. */
const REFUSED = /status of 40[13]/

const journey = prepareJourney(async () => {
  const started = await startJourney({ hasOwner: true, env: { SIGNUP: 'open' } })
  const visitor = await newVisitor(started.browser, started.server.told)
  visitor.expectFault(REFUSED)
  return { ...started, visitor, page: visitor.page }
})
let finger: FingerReader
const page = (): Page => journey().page
const press = async (name: string): Promise<void> => page().getByRole('button', { name, exact: true }).click()
async function signOut(): Promise<void> {
  await page()
    .getByRole('button', { name: /Eve.*settings and sign-out/is })
    .click()
  await page().getByRole('menuitem', { name: 'Sign out' }).click()
  await page().getByRole('heading', { name: 'Sign in' }).waitFor()
}

test('somebody registers with a passkey and no password; a finger that is not theirs makes no account', async () => {
  finger = await addFingerReader(page())
  await page().goto('/dashboard/register')
  await page().getByLabel('Your name').fill('Eve')
  await page().getByLabel('E-mail').fill('eve@example.org')
  await press('Create a passkey instead of a password')
  await page().getByText('Your device will ask for your finger').waitFor()
  expect(await page().getByLabel('Password', { exact: true }).count()).toBe(0)
  await look(page(), 'register-passkey')

  await finger.takes(false)
  await press('Create the account with a passkey')
  await page().getByText('Your device did not confirm that it is you.').waitFor()
  await look(page(), 'register-passkey-refused')
  await finger.takes(true)
  await press('Create the account with a passkey')
  await page().getByRole('heading', { name: 'Library' }).waitFor()
})

test('the passkey alone signs them in again, with their own finger only', async () => {
  await finger.takes(false)
  await signOut()
  await press('Use a passkey')
  await page().getByText('Your device did not confirm that it is you.').waitFor()
  await finger.takes(true)
  await press('Use a passkey')
  await page().getByRole('heading', { name: 'Library' }).waitFor()
})

test('the passkey stays while it is the only way in', async () => {
  journey().visitor.expectFault(/status of 409/)
  await page().goto('/dashboard/settings/security')
  await page().getByRole('button', { name: 'Remove Passkey on Linux' }).click()
  await press('Remove')
  await page().getByText('This is the only way you can sign in.').waitFor()
  await press('Cancel')
})

test('a password can be added later, and signs in as well', async () => {
  await page().goto('/dashboard/settings/account')
  await page().getByLabel('New password').fill(PASSWORD)
  await press('Change the password')
  await page().getByText('The password is changed').waitFor()
  await finger.takes(false)
  await signOut()
  await page().getByLabel('E-mail').fill('eve@example.org')
  await page().getByLabel('Password', { exact: true }).fill(PASSWORD)
  await press('Sign in')
  await page()
    .getByRole('button', { name: /Eve.*settings and sign-out/is })
    .waitFor()
})
