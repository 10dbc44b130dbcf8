import { addPasskey as addPasskeyRoute, startPasskey } from '@kinfolio/contracts'
import type { CDPSession, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type Api, openApi } from '../api.ts'
import { newVisitor, type Visitor } from '../browser.ts'
import { prepareJourney, startJourney } from '../journey.ts'
import { look } from '../look.ts'
import { OWNER } from '../server-process.ts'

/** The laptop comes through a proxy of its own place: what one address may try in a minute is not shared with it. */
const journey = prepareJourney(() => startJourney({ hasOwner: true, env: { TRUSTED_PROXIES: '127.0.0.1,::1' } }))
const LAPTOP_ADDRESS = '198.51.100.7'
/** The laptop is somewhere new: another browser than the phone's, as far as it says. */
const LAPTOP_AGENT = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18.0 Safari/605.1'
const REFUSED = /status of 4\d\d/

/** Passkeys belong to a name, so the server is visited by one. */
const byName = (url: string): string => url.replace('127.0.0.1', 'localhost')

let program: Api
let laptop: Visitor
let phone: Visitor

beforeAll(async () => {
  const { browser, server } = journey()
  // Before anything asks: later it would come from somewhere new as well.
  program = await openApi(byName(server.url))
  laptop = await newVisitor(browser, byName(server.url))
  phone = await newVisitor(browser, byName(server.url))
  await laptopIs(LAPTOP_AGENT)
  for (const each of [laptop, phone]) each.expectFault(REFUSED)
})
afterEach(() => {
  laptop.checkFaults()
  phone.checkFaults()
})
afterAll(async () => {
  await laptop?.[Symbol.asyncDispose]()
  await phone?.[Symbol.asyncDispose]()
})

async function laptopIs(agent: string): Promise<void> {
  await laptop.context.setExtraHTTPHeaders({ 'user-agent': agent, 'x-forwarded-for': LAPTOP_ADDRESS })
}
async function fillIn(page: Page): Promise<void> {
  await page.goto('/dashboard/sign-in')
  await page.getByLabel('E-mail').fill(OWNER.email)
  await page.getByLabel('Password').fill(OWNER.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
}
/**
 * A passkey in the phone's authenticator, asked for by a program that is signed in: what is made in the settings belongs to
 * their own journey.
 */
async function addPasskey(page: Page): Promise<void> {
  const { options } = await program.ask(startPasskey)
  const credential = await page.evaluate(async (json) => {
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(json)
    const made = await navigator.credentials.create({ publicKey })
    return made instanceof PublicKeyCredential ? made.toJSON() : null
    // What the server says is what browsers take; the library of types knows fewer of its words.
  }, options as never)
  await program.ask(addPasskeyRoute, { body: { name: 'Phone', credential } })
}

const numberShown = async (): Promise<string> => laptop.page.getByText(/^\d\d$/).innerText()
const question = (): ReturnType<Page['getByRole']> => phone.page.getByRole('dialog', { name: 'Is this you?' })

/** An authenticator inside the phone, which its owner unlocks without being asked. */
async function giveAuthenticator(page: Page): Promise<CDPSession> {
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('WebAuthn.enable')
  await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  return cdp
}

test('on the phone a person switches on that other devices are asked, once its browser has a key', async () => {
  const { page } = phone
  await fillIn(page)
  await page.getByRole('heading', { name: 'Library' }).waitFor()
  await page.goto('/dashboard/settings/security')
  await page.getByRole('region', { name: 'Device keys' }).getByText('this browser').waitFor()
  await look(page, 'security-devices')
  await page.getByLabel('Ask when I sign in somewhere new').check()
  await page.getByText('Saved').waitFor()
})

test('the laptop waits with a number, and the phone is asked on whatever screen it is', async () => {
  const { page } = phone
  await page.goto('/dashboard/jobs')
  await page.getByRole('heading', { name: 'Jobs' }).waitFor()
  await fillIn(laptop.page)
  await laptop.page.getByRole('heading', { name: 'Approve on another device' }).waitFor()
  expect(await numberShown()).toMatch(/^[1-9]\d$/)
  await question().waitFor()
  await question().getByText(`Safari on macOS at ${LAPTOP_ADDRESS}`).waitFor()
  await look(laptop.page, 'approval-wait')
  await look(page, 'approval-prompt')
})

test('the prompt is found again after a reload, and the number lets the laptop in', async () => {
  const { page } = phone
  await page.reload()
  await question()
    .getByLabel('The number on the other screen')
    .fill(await numberShown())
  await question().getByRole('button', { name: 'Approve' }).click()
  await laptop.page.getByRole('heading', { name: 'Library' }).waitFor()
  await page.getByText('Approved. The other device is in.').waitFor()
  await question().waitFor({ state: 'detached' })
})

test('denied on the phone, the laptop is told, and the phone says what to do', async () => {
  const { page } = phone
  await laptop.context.clearCookies()
  // A place that was approved is known: this one is new again.
  await laptopIs(LAPTOP_AGENT.replace('Safari', 'Firefox'))
  await fillIn(laptop.page)
  await question().getByRole('button', { name: 'This is not me' }).click()
  await laptop.page.getByText('The sign-in was denied on another device.').waitFor()
  await page.getByText('whoever tried knows your password').waitFor()
  await look(page, 'approval-denied')
  await look(laptop.page, 'approval-wait-denied')
  await page.getByRole('button', { name: 'Sign out everywhere else' }).waitFor()
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click()
})

test('with a passkey the authenticator of the phone is asked, and the laptop is in', async () => {
  const { page } = phone
  const cdp = await giveAuthenticator(page)
  await addPasskey(page)
  await page.reload()
  await laptopIs(LAPTOP_AGENT.replace('Safari', 'OPR'))
  await fillIn(laptop.page)
  await question().getByText('Your passkey is asked for').waitFor()
  await question()
    .getByLabel('The number on the other screen')
    .fill(await numberShown())
  const used = new Promise<void>((resolve) => void cdp.once('WebAuthn.credentialAsserted', () => resolve()))
  await question().getByRole('button', { name: 'Approve' }).click()
  await laptop.page.getByRole('heading', { name: 'Library' }).waitFor()
  await used
})

test('asked three times within the hour, the devices are left in peace', async () => {
  await laptop.context.clearCookies()
  await laptopIs(LAPTOP_AGENT.replace('Safari', 'Edg'))
  await fillIn(laptop.page)
  await laptop.page.getByText(/Your devices were asked three times within an hour/).waitFor()
  await laptop.page.getByRole('button', { name: 'Back to the sign-in' }).click()
  await laptop.page.getByRole('heading', { name: 'Sign in' }).waitFor()
})
