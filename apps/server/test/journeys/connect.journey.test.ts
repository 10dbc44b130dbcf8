import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { newVisitor, type Visitor } from '../browser.ts'
import { prepareJourney, startJourney } from '../journey.ts'
import { look } from '../look.ts'
import { OWNER } from '../server-process.ts'

const journey = prepareJourney(() => startJourney({ hasOwner: true }))
const REFUSED = /status of 4\d\d/
/** As the codes of devices are shown. */
const CODE = /^[B-Z]{4}-[B-Z]{4}$/

let television: Visitor
let phone: Visitor
beforeAll(async () => {
  const { browser, server } = journey()
  television = await newVisitor(browser, server.url)
  phone = await newVisitor(browser, server.url)
  for (const each of [television, phone]) each.expectFault(REFUSED)
})
afterEach(() => {
  television.checkFaults()
  phone.checkFaults()
})
afterAll(async () => {
  await television?.[Symbol.asyncDispose]()
  await phone?.[Symbol.asyncDispose]()
})

const codeShown = async (): Promise<string> => television.page.getByText(CODE).innerText()
const press = async (name: string): Promise<void> => phone.page.getByRole('button', { name, exact: true }).click()

test('a television shows a code, in letters and for a camera', async () => {
  const { page } = television
  await page.goto('/dashboard/sign-in')
  await page.getByRole('button', { name: 'Use another device' }).click()
  await page.getByRole('img', { name: /QR code/ }).waitFor()
  expect(await codeShown()).toMatch(CODE)
  await page.getByText(`Or open ${journey().server.url}/dashboard/connect there`).waitFor()
  await look(page, 'by-device')
})

test('the address in the picture leads a phone through its own sign-in to the question', async () => {
  const { page } = phone
  const code = (await codeShown()).replace('-', '')
  await page.goto(`/dashboard/connect?code=${code}`)
  await page.getByLabel('E-mail').fill(OWNER.email)
  await page.getByLabel('Password', { exact: true }).fill(OWNER.password)
  await press('Sign in')
  await page.getByRole('heading', { name: 'Connect a device' }).waitFor()
  expect(await page.getByLabel('Code').inputValue()).toBe(code)
  await look(page, 'connect')
  await press('Continue')
  await page.getByRole('heading', { name: 'Let this device in?' }).waitFor()
  await page.getByText('127.0.0.1').waitFor()
  await look(page, 'connect-ask')
})

test('turned away, the television says so and shows another code', async () => {
  const first = await codeShown()
  await press('Turn it away')
  await phone.page.getByText('The device was turned away.').waitFor()
  await television.page.getByText('This device was turned away.').waitFor()
  await look(television.page, 'by-device-denied')
  await television.page.getByRole('button', { name: 'Show a new code' }).click()
  await television.page.getByRole('img', { name: /QR code/ }).waitFor()
  expect(await codeShown()).not.toBe(first)
})

test('a code that nobody shows is said to be unknown, and can be corrected', async () => {
  await press('Connect another one')
  await phone.page.getByLabel('Code').fill('BBBB-BBBB')
  await press('Continue')
  await phone.page.getByText('No device waits with this code.').waitFor()
  await look(phone.page, 'connect-unknown')
})

test('typed by hand, in any case, the code lets the television in', async () => {
  const code = await codeShown()
  await phone.page.getByLabel('Code').fill(code.toLowerCase().replace('-', ' '))
  await press('Continue')
  await press('Let it in')
  await phone.page.getByText('The device is in.').waitFor()
  await television.page.getByRole('heading', { name: 'Library' }).waitFor()
})

test('the television is one of the places where the person is signed in, and can be signed out there', async () => {
  await phone.page.goto('/dashboard/settings/security')
  await phone.page.getByRole('button', { name: 'Sign out everywhere else' }).click()
  await phone.page.getByRole('dialog').getByRole('button', { name: 'Sign out everywhere else' }).click()
  await television.page.getByRole('heading', { name: 'Sign in' }).waitFor()
})
