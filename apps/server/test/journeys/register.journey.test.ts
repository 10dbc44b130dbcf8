import { listDocuments, login } from '@kinfolio/contracts'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { prepareJourney, startJourney } from '../journey.ts'
import { look } from '../look.ts'
import { linkIn, type MailServer, startMailServer } from '../mail-server.ts'

const eve = { name: 'Eve', email: 'eve@kin.example.org', password: 'ink on paper since 1843' }
const NEWER = 'letters from the attic, 1911'

let mail: MailServer
beforeAll(async () => {
  mail = await startMailServer()
})
afterAll(async () => mail?.[Symbol.asyncDispose]())
const journey = prepareJourney(async () => {
  mail ??= await startMailServer()
  return startJourney({
    hasOwner: true,
    env: { SIGNUP: 'open', PUBLIC_URL: 'http://home.example.org', ...mail.env },
  })
})
const page = (): Page => journey().page
const press = async (name: string): Promise<void> => page().getByRole('button', { name, exact: true }).click()

async function signIn(password: string): Promise<void> {
  await page().goto('/dashboard/sign-in')
  await page().getByLabel('E-mail').fill(eve.email)
  await page().getByLabel('Password', { exact: true }).fill(password)
  await press('Sign in')
}

test('somebody registers, and is told to look into their mail', async () => {
  await page().goto('/dashboard/sign-in')
  await page().getByRole('link', { name: 'Create an account' }).click()
  await page().getByLabel('Your name').fill(eve.name)
  await page().getByLabel('E-mail').fill(eve.email)
  await page().getByLabel('Password', { exact: true }).fill('password1234')
  journey().visitor.expectFault(/422/)
  await press('Create the account')
  await page().getByText('among those that are tried first').waitFor()
  await look(page(), 'register-weak')
  await page().getByLabel('Password', { exact: true }).fill(eve.password)
  await press('Create the account')
  await page().getByRole('heading', { name: 'Look into your mail' }).waitFor()
  await look(page(), 'register-mail')
})

test('the account opens with the link of the mail, which stands in no address, and not before', async () => {
  const link = linkIn(await mail.take(eve.email))
  journey().visitor.expectFault(/401/)
  await signIn(eve.password)
  await page().getByText('E-mail or password is wrong').waitFor()
  await page().goto(link)
  await page().getByRole('heading', { name: 'Verify your address' }).waitFor()
  expect(page().url()).not.toContain('token')
  await look(page(), 'verify')
  await press('It is mine')
  await page().getByText(`${eve.email} is verified`).waitFor()
  await signIn(eve.password)
  await page().getByRole('heading', { name: 'Library' }).waitFor()
})

test('registering once more with the address is answered alike, and its owner is told by mail', async () => {
  const answered = await fetch(`${journey().server.url}/api/auth/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...eve, password: 'somebody else tries this' }),
  })
  expect([answered.status, await answered.json()]).toEqual([201, { tokens: null }])
  expect((await mail.take(eve.email)).text).not.toContain('#token=')
})

test('a key made in the browser lets a script in, until it is revoked', async () => {
  await page().goto('/dashboard/settings/api-keys')
  await page().getByText('No keys yet').waitFor()
  await look(page(), 'api-keys-empty')
  await press('New key')
  await page().getByLabel('Name').fill('Backup script')
  await look(page(), 'api-keys-new')
  await press('Make the key')
  const key = await page().getByLabel('Key', { exact: true }).inputValue()
  await look(page(), 'api-keys-made')
  await press('I have it')
  await page().getByText('never used').waitFor()
  const exchange = async () =>
    fetch(`${journey().server.url}${login.path}`, { method: 'POST', headers: { authorization: `Bearer ${key}` } })
  const { access_token: token } = login.answer.parse(await (await exchange()).json())
  const list = async () =>
    fetch(`${journey().server.url}${listDocuments.path}`, { headers: { authorization: `Bearer ${token}` } })
  expect(listDocuments.answer.parse(await (await list()).json()).documents).toEqual([])
  await page().reload()
  await page().getByText('used just now').waitFor()
  await look(page(), 'api-keys')
  await press('Revoke: Backup script')
  await page().getByRole('dialog').getByRole('button', { name: 'Revoke' }).click()
  await page().getByText('No keys yet').waitFor()
  expect([(await list()).status, (await exchange()).status]).toEqual([401, 401])
})

test('a person changes their name, and their password with the old one', async () => {
  await page().goto('/dashboard/settings')
  await page()
    .getByRole('link', { name: /^Your account/ })
    .click()
  await page().getByText('Verified', { exact: true }).waitFor()
  await look(page(), 'account')
  await page().getByLabel('Name', { exact: true }).fill('Eve Byron')
  await press('Save')
  await page().getByText('Saved').waitFor()
  journey().visitor.expectFault(/401/)
  await page().getByLabel('Old password').fill('not this one at all')
  await page().getByLabel('New password').fill(NEWER)
  await press('Change the password')
  await page().getByText('This is not your old password').waitFor()
  await page().getByLabel('Old password').fill(eve.password)
  await press('Change the password')
  await page().getByText('The password is changed').waitFor()
})

test('who forgot the password sets a new one by mail, and every session ends', async () => {
  await page().context().clearCookies()
  await page().goto('/dashboard/sign-in')
  await page().getByRole('link', { name: 'Forgot your password?' }).click()
  await page().getByLabel('E-mail').fill(eve.email)
  await look(page(), 'forgot')
  await press('Send the link')
  await page().getByText('a mail with a link is on its way').waitFor()
  const reset = async () => {
    const next = await mail.take(eve.email)
    return next.text.includes('/dashboard/reset#token=') ? linkIn(next) : undefined
  }
  let link: string | undefined
  while (link === undefined) link = await reset()
  await page().goto(link)
  await page().getByLabel('Password', { exact: true }).fill(eve.password)
  await look(page(), 'reset')
  await press('Set the password')
  await page().getByText('The password is set').waitFor()
  await signIn(eve.password)
  await page().getByRole('heading', { name: 'Library' }).waitFor()
})
