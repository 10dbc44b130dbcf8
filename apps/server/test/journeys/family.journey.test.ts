import { createCollection, getMe, login } from '@kinfolio/contracts'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newVisitor, type Visitor } from '../browser.ts'
import { prepareJourney, startSignedIn } from '../journey.ts'
import { look } from '../look.ts'
import { writePicture } from '../picture.ts'

const MAY = { name: 'May Byron', email: 'may@example.org', password: 'letters from the harbour' }

const journey = prepareJourney(() => startSignedIn({ env: { SIGNUP: 'invite' } }))
let relative: Visitor
let link = ''

beforeAll(async () => {
  relative = await newVisitor(journey().browser, journey().server.url)
})
afterAll(async () => relative?.[Symbol.asyncDispose]())

const dialog = (page: Page) => page.getByRole('dialog')
/** What the rail calls the space on screen. */
const spaceOn = (page: Page, name: string) => page.getByRole('button', { name: `Kinfolio ${name} Switch the space` })

test('the owner makes a family space and is in it', async () => {
  const { page } = journey()
  await page.keyboard.press('s')
  await dialog(page).getByRole('button', { name: 'Create a family space' }).click()
  await page.getByLabel('Name of the family space').fill('The Byrons')
  await dialog(page).getByRole('button', { name: 'Create' }).click()
  await spaceOn(page, 'The Byrons').waitFor()
  await page
    .getByRole('heading', { name: 'Your library is empty' })
    .or(page.getByText('Choose files'))
    .first()
    .waitFor()
})

test('one key opens the spaces, a digit chooses one, and the choice outlives a reload', async () => {
  const { page } = journey()
  await page.keyboard.press('s')
  await dialog(page).getByRole('heading', { name: 'Your spaces' }).waitFor()
  await look(page, 'spaces-switch')
  await page.keyboard.press('1')
  await spaceOn(page, 'Ada Byron').waitFor()
  await page.keyboard.press('s')
  await dialog(page).getByRole('heading', { name: 'Your spaces' }).waitFor()
  await page.keyboard.press('2')
  await spaceOn(page, 'The Byrons').waitFor()
  await page.reload()
  await spaceOn(page, 'The Byrons').waitFor()
})

test('the last owner cannot leave', async () => {
  const { page } = journey()
  await page.goto('/dashboard/settings/family')
  await page.getByText('You are its only owner.').waitFor()
  expect(await page.getByRole('button', { name: 'Leave this space…' }).isDisabled()).toBe(true)
})

test('an invitation by link is shown once, with its QR code, and stands among the open ones', async () => {
  const { page } = journey()
  await page.getByRole('button', { name: 'Invite someone' }).click()
  await look(page, 'spaces-invite')
  await dialog(page).getByRole('button', { name: 'Invite', exact: true }).click()
  await page.getByRole('img', { name: 'QR code of the link' }).waitFor()
  link = await page.getByRole('textbox', { name: 'Link' }).inputValue()
  expect(link).toMatch(/\/dashboard\/join#[\w-]{43}$/)
  await look(page, 'spaces-link')
  await page.getByRole('button', { name: 'Done' }).click()
  await page.getByRole('heading', { name: 'Open invitations' }).waitFor()
})

test('the relative opens the link, creates an account, and is in the space to look', async () => {
  const { page } = relative
  // Whether somebody is signed in is asked first, and nobody is.
  relative.expectFault(/status of 401/)
  await page.goto(link)
  await page.getByRole('heading', { name: 'You are invited to The Byrons' }).waitFor()
  await page.getByText('Ada Byron invites you. Your role there: View only.').waitFor()
  expect(page.url()).not.toContain('#')
  await look(page, 'spaces-join')
  await page.getByLabel('Your name').fill(MAY.name)
  await page.getByLabel('E-mail').fill(MAY.email)
  await page.getByLabel('Password').fill(MAY.password)
  await page.getByRole('button', { name: 'Create an account and join' }).click()
  await spaceOn(page, 'The Byrons').waitFor()
  await page.getByText('Your role in this space is to look').waitFor()
  await look(page, 'spaces-view-only')
})

test('who only looks finds nothing to change, and the API refuses it as well', async () => {
  const { page } = relative
  for (const name of ['Add pages', 'New folder', 'Choose files']) {
    expect([name, await page.getByRole('button', { name }).filter({ visible: true }).count()]).toEqual([name, 0])
  }
  await page.goto('/dashboard/settings/family')
  await page.getByRole('heading', { name: '2 members' }).waitFor()
  expect(await page.getByRole('button', { name: 'Invite someone' }).count()).toBe(0)
  expect(await makeFolder()).toBe(403)
})

test('promoted, they change things in the tab that is open, without a reload', async () => {
  await relative.page.goto('/dashboard')
  await relative.page.getByText('Your role in this space is to look').waitFor()
  await relative.page.evaluate(() => Object.assign(globalThis, { isSameDocument: true }))
  const { page } = journey()
  await page.goto('/dashboard/settings/family')
  await page.getByRole('button', { name: 'Actions for May Byron' }).click()
  await look(page, 'spaces-member-menu')
  await page.getByRole('menuitemcheckbox', { name: 'Member' }).click()
  await page.getByText('May Byron: Member').waitFor()
  await relative.page.getByRole('button', { name: 'New folder' }).waitFor()
  expect(await relative.page.evaluate(() => 'isSameDocument' in globalThis)).toBe(true)
  expect(await makeFolder()).toBe(201)
  await relative.page.getByRole('link', { name: 'From May' }).waitFor()
})

test('the family screen says who is in it, and what each may', async () => {
  const { page } = journey()
  await page.getByText('Who may do what').click()
  await page.getByRole('row', { name: /Correct the text of a page/ }).waitFor()
  await look(page, 'spaces-family')
  await writePicture(page, 'family')
})

test('on a phone the spaces are one tap away on every screen', async () => {
  const { page } = relative
  const wide = page.viewportSize()
  await page.setViewportSize({ width: 390, height: 844 })
  for (const path of ['/dashboard', '/dashboard/jobs', '/dashboard/settings/family', '/dashboard/search']) {
    await page.goto(path)
    await page.getByRole('button', { name: 'The Byrons Switch the space', exact: true }).click()
    await dialog(page).getByRole('heading', { name: 'Your spaces' }).waitFor()
    await page.keyboard.press('Escape')
  }
  await look(page, 'spaces-phone-line')
  await page.setViewportSize(wide ?? { width: 1280, height: 800 })
  await page.goto('/dashboard')
  await page.getByRole('link', { name: 'From May' }).waitFor()
})

test('removed, their open tab loses the space at once', async () => {
  const { page } = journey()
  await page.getByRole('button', { name: 'Actions for May Byron' }).click()
  await page.getByRole('menuitem', { name: 'Remove from the space…' }).click()
  await dialog(page).getByText('loses sight of this space at once').waitFor()
  relative.expectFault(/status of 404/)
  await dialog(page).getByRole('button', { name: 'Remove' }).click()
  await relative.page.getByText(/^You are no longer in The Byrons:/).waitFor()
  await spaceOn(relative.page, 'May Byron').waitFor()
  expect(await relative.page.getByRole('link', { name: 'From May' }).count()).toBe(0)
  expect(await makeFolder()).toBe(404)
  await page.getByRole('heading', { name: '1 member' }).waitFor()
  relative.checkFaults()
})

test('a code that is read out lets somebody in who has an account', async () => {
  const { page } = journey()
  await page.getByRole('button', { name: 'Invite someone' }).click()
  await dialog(page).getByLabel('Six-digit code').check()
  await dialog(page).getByLabel('Their role').selectOption('member')
  await dialog(page).getByRole('button', { name: 'Invite', exact: true }).click()
  const code = await dialog(page)
    .getByText(/^\d{3} \d{3}$/)
    .innerText()
  await dialog(page)
    .getByText(/^Works for another 14:\d\d/)
    .waitFor()
  await look(page, 'spaces-code')
  await relative.page.keyboard.press('s')
  await dialog(relative.page).getByRole('button', { name: 'Join with an invitation' }).click()
  await relative.page.getByLabel('Invitation code').fill(code)
  await relative.page.getByRole('button', { name: 'Go on' }).click()
  await relative.page.getByText('You are signed in as May Byron.').waitFor()
  await relative.page.getByRole('button', { name: 'Join The Byrons' }).click()
  await spaceOn(relative.page, 'The Byrons').waitFor()
  await relative.page.getByRole('link', { name: 'From May' }).waitFor()
  relative.checkFaults()
})

/** As a program of the relative's would, in the family's space; the status of the answer. */
async function makeFolder(): Promise<number> {
  const { url } = journey().server
  const send = async (path: string, headers: Record<string, string>, body?: object): Promise<Response> =>
    fetch(`${url}${path}`, {
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
      headers: { 'content-type': 'application/json', ...headers },
    })
  const entered = login.answer.parse(
    await (await send(login.path, {}, { email: MAY.email, password: MAY.password })).json(),
  )
  const token = 'access_token' in entered ? entered.access_token : expect.fail('a second factor was asked for')
  const authorization = `Bearer ${token}`
  const { spaces } = getMe.answer.parse(await (await send(getMe.path, { authorization })).json())
  familyId = spaces.find(({ kind }) => kind === 'family')?.id ?? familyId
  const inFamily = { authorization, 'x-kinfolio-space': familyId }
  return (await send(createCollection.path, inFamily, { title: 'From May', parent_id: null })).status
}
let familyId = ''
