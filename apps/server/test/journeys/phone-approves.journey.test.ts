import { respondToApproval } from '@kinfolio/contracts'
import type { Page, Request } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { newVisitor, type Visitor } from '../browser.ts'
import { prepareJourney, startJourney } from '../journey.ts'
import { look } from '../look.ts'

/** Long enough for a loaded machine to approve in, short enough to wait for its end. */
const APPROVAL_SECONDS = 25
const REFUSED = /status of 4\d\d/
const eve = { name: 'Eve', email: 'eve@kin.example.org', password: 'ink on paper since 1843' }
const AGENTS = {
  phone: 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1',
  laptop: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18.0 Safari/605.1',
  stranger: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0',
}

const journey = prepareJourney(() =>
  startJourney({ hasOwner: true, env: { SIGNUP: 'open', APPROVAL_SECONDS: String(APPROVAL_SECONDS) } }),
)
let phone: Visitor
let laptop: Visitor
let stranger: Visitor
/** What the server told the phone without being asked. */
const heard: string[] = []
let approved: Request

async function comeWith(agent: string): Promise<Visitor> {
  const { browser, server } = journey()
  const visitor = await newVisitor(browser, server.url)
  await visitor.context.setExtraHTTPHeaders({ 'user-agent': agent })
  visitor.expectFault(REFUSED)
  return visitor
}
beforeAll(async () => {
  phone = await comeWith(AGENTS.phone)
  laptop = await comeWith(AGENTS.laptop)
  stranger = await comeWith(AGENTS.stranger)
  await phone.page.setViewportSize({ width: 390, height: 844 })
  phone.page.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => heard.push(String(payload))))
})
afterEach(() => {
  for (const each of [phone, laptop, stranger]) each.checkFaults()
})
afterAll(async () => {
  for (const each of [phone, laptop, stranger]) await each?.[Symbol.asyncDispose]()
})

async function signIn({ page }: Visitor): Promise<void> {
  await page.goto('/dashboard/sign-in')
  await page.getByLabel('E-mail').fill(eve.email)
  await page.getByLabel('Password', { exact: true }).fill(eve.password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}
const library = async ({ page }: Visitor) => page.getByRole('heading', { name: 'Library' }).waitFor()
const question = (): ReturnType<Page['getByRole']> => phone.page.getByRole('dialog', { name: 'Is this you?' })
const numberOn = async ({ page }: Visitor): Promise<string> => page.getByText(/^[1-9]\d$/).innerText()
async function typeNumberOf(visitor: Visitor): Promise<void> {
  const number = await numberOn(visitor)
  await question().getByLabel('The number on the other screen').fill(number)
}
const isResponse = (request: Request): boolean => request.url().endsWith(respondToApproval.path)

/** The phone's own request once more, as somebody who listened in would send it, with these changes. */
async function sendAgain(changes: object): Promise<unknown> {
  const { authorization = '' } = await approved.allHeaders()
  const answer = await fetch(`${journey().server.url}${respondToApproval.path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization },
    body: JSON.stringify({ ...approved.postDataJSON(), ...changes }),
  })
  const { type } = await answer.json()
  return [answer.status, type]
}

test('on the phone somebody registers, and wants to be asked about sign-ins somewhere new', async () => {
  const { page } = phone
  await page.goto('/dashboard/register')
  await page.getByLabel('Your name').fill(eve.name)
  await page.getByLabel('E-mail').fill(eve.email)
  await page.getByLabel('Password', { exact: true }).fill(eve.password)
  await page.getByRole('button', { name: 'Create the account', exact: true }).click()
  await library(phone)
  await page.goto('/dashboard/settings/security')
  await page.getByRole('region', { name: 'Device keys' }).getByText('this browser').waitFor()
  await page.getByLabel('Ask when I sign in somewhere new').check()
  await page.getByText('Saved').waitFor()
})

test('on the laptop they log in, and the phone is asked over its open line', async () => {
  await phone.page.goto('/dashboard')
  await library(phone)
  await signIn(laptop)
  await question().getByText('Safari on macOS').waitFor()
  expect(heard.filter((each) => each.includes('approval.requested'))).toHaveLength(1)
})

test('the number of the laptop, typed on the phone, lets the laptop in', async () => {
  await typeNumberOf(laptop)
  const sent = phone.page.waitForRequest(isResponse)
  await question().getByRole('button', { name: 'Approve' }).click()
  await library(laptop)
  approved = await sent
  expect(approved.postDataJSON()).toMatchObject({ approved: true, signature: expect.any(String) })
  await question().waitFor({ state: 'detached' })
  expect(heard.some((each) => each.includes('approval.settled'))).toBe(true)
})

test('the same response approves nothing a second time', async () => {
  expect(await sendAgain({})).toEqual([409, '/problems/approval-settled'])
})

test('nor does it approve another request, or one that only claims to be verified', async () => {
  const asked = stranger.page.waitForResponse((answer) => answer.url().endsWith('/biometric/request'))
  await signIn(stranger)
  const { session_id } = await (await asked).json()
  await question().getByText('Firefox on Windows').waitFor()
  const number = await numberOn(stranger)
  const unproved = [403, '/problems/approval-unproved']
  expect(await sendAgain({ session_id, number })).toEqual(unproved)
  expect(await sendAgain({ session_id, number, signature: undefined, biometric_verified: true })).toEqual(unproved)
  expect(await numberOn(stranger)).toBe(number)
})

test('an approval that arrives too late lets nobody in, and both screens say so', async () => {
  await phone.page.route(
    (url) => url.pathname === respondToApproval.path,
    async (route) => {
      await stranger.page.getByText('Nobody answered in time').waitFor()
      await route.continue()
    },
  )
  await typeNumberOf(stranger)
  await question().getByRole('button', { name: 'Approve' }).click()
  await phone.page.getByText('This request has run out. Nobody was let in.').waitFor()
  await phone.page.unroute((url) => url.pathname === respondToApproval.path)
  await question().waitFor({ state: 'detached' })
  await look(stranger.page, 'approval-wait-expired')
})

test('“This is not me” leads to signing all others out and to a new password, at once', async () => {
  const { page } = phone
  await page.unrouteAll()
  await signIn(stranger)
  await question().getByRole('button', { name: 'This is not me' }).click()
  await stranger.page.getByText('The sign-in was denied on another device.').waitFor()
  await page.getByRole('button', { name: 'Sign out everywhere else' }).click()
  const confirm = page.getByRole('dialog', { name: 'Sign out everywhere else?' })
  await confirm.getByRole('button', { name: 'Sign out everywhere else' }).click()
  await laptop.page.getByRole('heading', { name: 'Sign in' }).waitFor()
  await page.getByRole('link', { name: 'Change the password' }).click()
  await page.getByLabel('Old password').waitFor()
})
