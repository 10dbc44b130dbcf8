import { expect, test } from 'vitest'
import { prepareJourney, startJourney } from '../journey.ts'
import { look } from '../look.ts'
import { OWNER } from '../server-process.ts'

const journey = prepareJourney(() => startJourney())

/** The button at the foot of the rail carries the name of the person it is about. */
const PERSON_MENU = /Ada Byron.*settings and sign-out/is

/** A sign-in that is refused answers 401, and somebody who is not signed in yet has no session to renew. */
const REFUSED = /status of 401/

test('a server without an owner asks for the code it printed, and refuses another one', async () => {
  const { page, server, visitor } = journey()
  visitor.expectFault(REFUSED)
  expect(server.setupCode).toMatch(/^[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}$/)
  await page.goto('/')
  await page.getByRole('heading', { name: 'Welcome to Kinfolio' }).waitFor()
  await look(page, 'welcome')

  await page.getByLabel('Set-up code').fill('AAAA-BBBB-CCCC')
  await page.getByLabel('Your name').fill(OWNER.name)
  await page.getByLabel('E-mail').fill(OWNER.email)
  await page.getByLabel('Password', { exact: true }).fill('short')
  await page.getByText('7 more characters needed').waitFor()
  expect(await page.getByRole('button', { name: 'Create the owner' }).isDisabled()).toBe(true)
  await page.getByLabel('Password', { exact: true }).fill(OWNER.password)
  visitor.expectFault(/status of 40[03] .*\/api\/setup\)/)
  await page.getByRole('button', { name: 'Create the owner' }).click()
  await page.getByText('This is not the code the server printed.').waitFor()
  await look(page, 'welcome-wrong-code')
})

test('the printed code makes the owner, who finds an empty library that says what to do next', async () => {
  const { page, server } = journey()
  await page.getByLabel('Set-up code').fill(server.setupCode ?? '')
  await page.getByRole('button', { name: 'Create the owner' }).click()
  await page.getByRole('heading', { name: 'Drop your notebooks here' }).waitFor()
  await page.getByRole('button', { name: PERSON_MENU }).waitFor()
  await look(page, 'library-empty')
})

test('signing out ends the session, a wrong password is refused in words, and the right one leads back', async () => {
  const { page } = journey()
  await page.getByRole('button', { name: PERSON_MENU }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  await look(page, 'sign-in')

  await page.goto('/dashboard/jobs')
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  await page.getByLabel('E-mail').fill(OWNER.email)
  await page.getByLabel('Password').fill('not the password')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByText('E-mail or password is wrong.').waitFor()
  await look(page, 'sign-in-wrong')

  await page.getByLabel('Password').fill(OWNER.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  // Back where the person wanted to go.
  await page.getByRole('heading', { name: 'Jobs' }).waitFor()
})

test('a reload keeps the person signed in', async () => {
  const { page } = journey()
  await page.reload()
  await page.getByRole('heading', { name: 'Jobs' }).waitFor()
  await look(page, 'jobs-empty')
})

test('an address that leads nowhere says so and offers the library', async () => {
  const { page } = journey()
  await page.goto('/dashboard/nowhere')
  await page.getByText('There is nothing here').waitFor()
  await look(page, 'not-found')
  await page.getByRole('link', { name: 'Go to the library' }).click()
  await page.getByRole('heading', { name: 'Library' }).waitFor()
})
