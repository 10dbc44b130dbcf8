import { globSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { Secret, TOTP } from 'otpauth'
import pg from 'pg'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { newVisitor, type Visitor } from '../browser.ts'
import { prepareJourney, signIn, startSignedIn } from '../journey.ts'
import { look } from '../look.ts'
import { OWNER } from '../server-process.ts'

/** The other browser comes from a place of its own: what one address may try in a minute is not shared with it. */
const journey = prepareJourney(() => startSignedIn({ env: { TRUSTED_PROXIES: '127.0.0.1,::1' } }))
const PHONE_ADDRESS = '198.51.100.8'
const PERSON_MENU = /Ada Byron.*settings and sign-out/is
const STEP_MS = 30_000

let secret = ''
let codes: string[] = []
let usedStep = 0

const stepNow = (): number => Math.floor(Date.now() / STEP_MS)
/** A code that was not used yet: each 30 seconds have one, and the clock may run ahead by one. */
async function freshCode(page: Page): Promise<string> {
  while (stepNow() + 1 <= usedStep) await page.waitForTimeout(500)
  usedStep = Math.max(stepNow(), usedStep + 1)
  return TOTP.generate({ secret: Secret.fromBase32(secret), timestamp: usedStep * STEP_MS })
}

async function typePassword(page: Page): Promise<void> {
  await page.goto('/dashboard/sign-in')
  await page.getByLabel('E-mail').fill(OWNER.email)
  await page.getByLabel('Password').fill(OWNER.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('heading', { name: 'One step more' }).waitFor()
}
/** Six minutes pass for every session, as the superuser of the server's own PostgreSQL, which only this user can reach. */
async function forgetProofs(dataDir: string): Promise<void> {
  const pidFile = globSync('**/postmaster.pid', { cwd: dataDir })[0] ?? ''
  const [, , , port, folder = ''] = (await readFile(join(dataDir, pidFile), 'utf8')).split('\n')
  // The folder of the socket, as seen from the cluster's own.
  const host = resolve(dataDir, dirname(pidFile), folder)
  const admin = new pg.Client({ host, port: Number(port), user: 'postgres', database: 'kinfolio' })
  await admin.connect()
  await admin.query(`update sessions set proved_at = now() - interval '6 minutes'`)
  await admin.end()
}
async function signOut({ page, expectFault }: Visitor): Promise<void> {
  // The sign-in page asks whether there is a session, and there is none.
  expectFault(/status of 401/)
  await page.getByRole('button', { name: PERSON_MENU }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
}

test('two-step sign-in is turned on with a secret, a first code, and recovery codes to keep', async () => {
  const { page, visitor } = journey()
  await page.goto('/dashboard/settings')
  await page.getByRole('link', { name: /Sign-in and security/ }).click()
  await page.getByText('This device').waitFor()
  await look(page, 'security')
  await page.getByRole('button', { name: 'Turn on' }).click()
  await page.getByRole('img', { name: 'QR code for your authenticator app' }).waitFor()
  secret = (await page.locator('code').innerText()).replaceAll(/\s/g, '')
  expect(secret).toMatch(/^[A-Z2-7]{32}$/)
  await look(page, 'security-enrolment')

  visitor.expectFault(/status of 403 .*\/api\/auth\/totp\/confirm/)
  const code = page.getByLabel('Code from the app')
  expect(await code.getAttribute('autocomplete')).toBe('one-time-code')
  await code.fill('000 000')
  await page.getByRole('button', { name: 'Turn on' }).click()
  await page.getByText('This code is wrong, too old, or was used before.').waitFor()
  await code.fill(await freshCode(page))
  await page.getByRole('button', { name: 'Turn on' }).click()
  await page.getByRole('heading', { name: 'Your recovery codes' }).waitFor()
  codes = await page
    .locator('li')
    .filter({ hasText: /^\w{4}(-\w{4}){3}$/ })
    .allInnerTexts()
  expect(codes).toHaveLength(10)
  await look(page, 'security-recovery-codes')
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Download' }).click()
  expect((await download).suggestedFilename()).toBe('kinfolio-recovery-codes.txt')
  await page.getByRole('button', { name: 'I have kept them' }).click()
  await page.getByText('10 recovery codes are left.').waitFor()
  await look(page, 'security-on')
})

test('signing in then takes a code after the password, and no code twice', async () => {
  const { page, visitor } = journey()
  await signOut(visitor)
  await typePassword(page)
  await look(page, 'sign-in-second-step')
  const code = await freshCode(page)
  await page.getByLabel('Code from the app').fill(code)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('heading', { name: 'Library' }).waitFor()

  await signOut(visitor)
  await typePassword(page)
  visitor.expectFault(/status of 403 .*\/api\/auth\/login\/totp/)
  await page.getByLabel('Code from the app').fill(code)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByText('This code is wrong, too old, or was used before.').waitFor()
  await page.getByRole('button', { name: 'Back to the password' }).click()
  await page.getByRole('heading', { name: 'Sign in', exact: true }).waitFor()
})

test('a recovery code takes the place of the phone, once', async () => {
  const { page, visitor } = journey()
  const enter = async (): Promise<void> => {
    await typePassword(page)
    await page.getByRole('button', { name: 'Use a recovery code instead' }).click()
    await page.getByLabel('Recovery code').fill(codes[0] ?? '')
    await page.getByRole('button', { name: 'Sign in' }).click()
  }
  await enter()
  await page.getByRole('heading', { name: 'Library' }).waitFor()
  await signOut(visitor)
  visitor.expectFault(/status of 403 .*\/api\/auth\/login\/recovery-code/)
  await enter()
  await page.getByText('This is no code of yours, or it was used before.').waitFor()
  await look(page, 'sign-in-recovery-code-used')
  await page.getByLabel('Recovery code').fill(codes[1] ?? '')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('heading', { name: 'Library' }).waitFor()
})

test('what is critical asks once more who it is, and then goes on by itself', async () => {
  const { page, visitor, server } = journey()
  await page.goto('/dashboard/settings/security')
  await page.getByText('8 recovery codes are left.').waitFor()
  await forgetProofs(server.dataDir)
  visitor.expectFault(/status of 403/)
  await page.getByRole('button', { name: 'New recovery codes' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'New recovery codes' }).click()
  const question = page.getByRole('dialog', { name: 'Prove once more that it is you' })
  await question.getByLabel('Password').waitFor()
  await look(page, 'prove-once-more')
  await question.getByLabel('Password').fill('not the password')
  await question.getByRole('button', { name: 'Go on' }).click()
  await question.getByText('This is not your password.').waitFor()
  await question.getByLabel('Password').fill(OWNER.password)
  await question.getByRole('button', { name: 'Go on' }).click()
  await page.getByRole('heading', { name: 'Your recovery codes' }).waitFor()
  await page.getByRole('button', { name: 'I have kept them' }).click()

  await page.getByRole('button', { name: 'Turn off' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Turn off' }).click()
  await page.getByText('It is off.').waitFor()
})

test('a session that is ended elsewhere is over in the other browser at once, over its socket', async () => {
  const { page, browser, server } = journey()
  await using phone = await newVisitor(browser, server.url)
  await phone.context.setExtraHTTPHeaders({ 'x-forwarded-for': PHONE_ADDRESS })
  phone.expectFault(/status of 401/)
  await signIn(phone)
  await phone.page.goto('/dashboard/settings')
  await phone.page.getByRole('heading', { name: 'Settings' }).waitFor()
  await page.goto('/dashboard/settings/security')
  await page
    .getByRole('button', { name: /^Sign out Chrome on/ })
    .first()
    .waitFor()
  await look(page, 'security-two-sessions')
  await page.getByRole('button', { name: 'Sign out everywhere else' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Sign out everywhere else' }).click()
  // Nobody touches the phone.
  await phone.page.getByText('Your session has ended.').waitFor({ timeout: 15_000 })
  await page.getByText('Every other device is signed out').waitFor()
  await page.getByText('This device').waitFor()
  expect(await page.getByRole('button', { name: /^Sign out Chrome on/ }).count()).toBe(0)
})
