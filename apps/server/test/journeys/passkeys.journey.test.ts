import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { addFingerReader, type FingerReader } from '../finger-reader.ts'
import { prepareJourney, signIn, startSignedInAtLocalhost } from '../journey.ts'
import { look } from '../look.ts'

const journey = prepareJourney(() => startSignedInAtLocalhost())
const PERSON_MENU = /Ada Byron.*settings and sign-out/is
/** Somebody who is not signed in yet has no session to renew. */
const REFUSED = /status of 40[13]/

let finger: FingerReader
const takes = async (isUserVerified: boolean): Promise<void> => finger.takes(isUserVerified)

async function signOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: PERSON_MENU }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
}

test('the settings say that there is no passkey, and make one', async () => {
  const { page, visitor } = journey()
  visitor.expectFault(REFUSED)
  finger = await addFingerReader(page)
  await page.goto('/dashboard/settings')
  await page.getByRole('link', { name: /Sign-in and security/ }).click()
  await page.getByText('You have no passkey yet.').waitFor()
  await look(page, 'security-empty')

  await page.getByRole('button', { name: 'Add a passkey' }).click()
  await page.getByText('“Passkey on Linux” can sign you in from now on.').waitFor()
  await page.getByRole('button', { name: 'Rename Passkey on Linux' }).click()
  await page.getByRole('textbox', { name: 'Name' }).fill('The kitchen laptop')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('The kitchen laptop', { exact: true }).waitFor()
  await look(page, 'security-passkey')
})

test('a device that has one of the person’s passkeys makes no second one', async () => {
  const { page } = journey()
  await page.getByRole('button', { name: 'Add a passkey' }).click()
  await page.getByText('This device has a passkey of yours already.').waitFor()
})

test('a finger that is not the person’s is refused, and nothing else happens', async () => {
  const { page } = journey()
  // The browser would offer the passkey at the e-mail field at once; it is to wait for the button.
  await takes(false)
  await signOut(page)
  await look(page, 'sign-in-passkey')
  await page.getByRole('button', { name: 'Use a passkey' }).click()
  await page.getByText('Your device did not confirm that it is you.').waitFor()
  await look(page, 'sign-in-passkey-refused')
})

test('the passkey alone lets the person in', async () => {
  const { page } = journey()
  await takes(true)
  await page.getByRole('button', { name: 'Use a passkey' }).click()
  // Back where the person signed out.
  await page.getByRole('heading', { name: 'Sign-in and security' }).waitFor()
  await page.reload()
  await page.getByRole('button', { name: PERSON_MENU }).waitFor()
})

test('what is removed asks first, and lets nobody in any more', async () => {
  const { page, visitor } = journey()
  await page.goto('/dashboard/settings/security')
  await page.getByText('Added just now · last used just now').waitFor()
  await page.getByRole('button', { name: 'Remove The kitchen laptop' }).click()
  await look(page, 'security-remove-passkey')
  await page.getByRole('button', { name: 'Remove', exact: true }).click()
  await page.getByText('“The kitchen laptop” was removed.').waitFor()
  await page.getByText('You have no passkey yet.').waitFor()

  await takes(false)
  await signOut(page)
  await takes(true)
  visitor.expectFault(/status of 403/)
  await page.getByRole('button', { name: 'Use a passkey' }).click()
  await page.getByText('Nobody here has this passkey, or it was removed.').waitFor()
  await signIn(visitor)
  expect(new URL(page.url()).pathname).toBe('/dashboard')
})
