import { createHmac, timingSafeEqual } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { createApiKey, listWebhooks, readNotices } from '@kinfolio/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openReceiver, type Receiver } from '../webhook-receiver.ts'
import { type Api, openApi } from '../api.ts'
import { prepareJourney, startSignedIn } from '../journey.ts'
import { look } from '../look.ts'
import { longNotebook } from '../notebooks.ts'

const journey = prepareJourney(() => startSignedIn({ env: { OUTBOUND_ALLOW: '127.0.0.1' } }))
const SIGN_INS_TOLD_MS = 3_000
let api: Api
let receiver: Receiver
beforeAll(async () => {
  receiver = await openReceiver()
  api = await openApi(journey().server.url)
  // The sign-ins of this journey are told as well, a moment later.
  await sleep(SIGN_INS_TOLD_MS)
  await api.ask(readNotices, { body: {} })
})
afterAll(async () => receiver?.[Symbol.asyncDispose]())

const rail = () => journey().page.getByRole('complementary')
const bell = (words: string) => rail().getByRole('link', { name: words })

test('what happens elsewhere makes the bell count up at once, and reading it makes it quiet', async () => {
  const { page } = journey()
  await page.goto('/dashboard')
  await page.getByRole('heading', { name: 'Library' }).waitFor()
  const key = { name: 'A script', scopes: ['read'], expires_in_days: null }
  await api.ask(createApiKey, { body: key })
  await bell('1 unread notice').waitFor()
  await api.ask(createApiKey, { body: { ...key, name: 'Another' } })
  await bell('2 unread notices').click()
  await page.getByRole('heading', { name: 'Today' }).waitFor()
  expect(await page.getByRole('link', { name: /An API key was made/ }).count()).toBe(2)
  await look(page, 'notices')
  await page.getByRole('button', { name: 'Mark all as read' }).click()
  await page.getByRole('button', { name: 'Mark all as read' }).waitFor({ state: 'detached' })
  await rail().getByText('unread').waitFor({ state: 'detached' })
})

test('without a mail server the settings say that mails wait, and what can be switched off is kept', async () => {
  const { page } = journey()
  await page.goto('/dashboard/settings')
  await page.getByRole('link', { name: 'Notices and mail' }).click()
  await page.getByText('Mail is not set up on this server, so mails wait').waitFor()
  await page.getByText(/\d+ mails wait to be sent to you/).waitFor()
  const limits = page.getByRole('checkbox', { name: /Limits of a plan/ })
  await limits.click()
  await expect.poll(async () => limits.isChecked()).toBe(false)
  await page.getByText('Saved.').waitFor()
  await look(page, 'notice-settings')
  await page.reload()
  expect(await page.getByRole('checkbox', { name: /Limits of a plan/ }).isChecked()).toBe(false)
  expect(await page.getByRole('checkbox', { name: /security of your account/ }).isDisabled()).toBe(true)
})

test('a webhook is made, shows its secret once, and its messages can be verified by who gets them', async () => {
  const { page } = journey()
  await page.goto('/dashboard/settings')
  await page.getByRole('link', { name: 'Webhooks' }).click()
  await page.getByRole('heading', { name: 'No webhook yet' }).waitFor()
  await look(page, 'webhooks-empty')
  await page.getByRole('button', { name: 'New webhook' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Create' }).click()
  await dialog.getByText('This is not an address').waitFor()
  await dialog.getByLabel('Address').fill(receiver.url)
  await look(page, 'webhook-new')
  await dialog.getByRole('button', { name: 'Create' }).click()
  const secret = (await dialog.getByText(/^whsec_/).textContent()) ?? ''
  await look(page, 'webhook-secret')
  await dialog.getByRole('button', { name: 'Close' }).click()
  await dialog.waitFor({ state: 'detached' })
  expect(await page.getByText(/whsec_/).count()).toBe(0)

  await page.getByRole('button', { name: 'Send a test' }).click()
  await page.getByText('Test · delivered').waitFor()
  await api.upload(longNotebook({ title: 'Told elsewhere', pages: 1 }))
  await page.getByText('A document came in · delivered').waitFor({ timeout: 60_000 })
  expect(receiver.got.length).toBeGreaterThanOrEqual(2)
  expect(receiver.got.map((got) => isGenuine(got, secret))).toEqual(receiver.got.map(() => true))
  expect(receiver.got.map((got) => isGenuine({ ...got, body: '{}' }, secret))).toEqual(receiver.got.map(() => false))
})

test('a receiver in trouble is shown, a message can be sent again, and a webhook switched off and removed', async () => {
  const { page } = journey()
  receiver.answer = 500
  await page.getByRole('button', { name: 'Send a test' }).click()
  await page
    .getByText(/127\.0\.0\.1:\d+ answered 500/)
    .first()
    .waitFor()
  await page.getByText(/failing since/).waitFor({ timeout: 30_000 })
  await look(page, 'webhooks')
  receiver.answer = 200
  await page.getByRole('button', { name: 'Send again' }).first().click()
  await page.getByText(/failing since/).waitFor({ state: 'detached', timeout: 60_000 })
  await page.getByRole('button', { name: 'Switch off' }).click()
  await page.getByText('switched off').first().waitFor()
  expect((await api.ask(listWebhooks)).webhooks).toMatchObject([{ is_on: false, off_because: 'person' }])
  await page.getByRole('button', { name: 'Remove' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
  await page.getByRole('heading', { name: 'No webhook yet' }).waitFor()
})

type Message = { headers: Record<string, string | undefined>; body: string }

/** As docs/webhooks.md tells receivers. */
function isGenuine({ headers, body }: Message, secret: string): boolean {
  const id = headers['webhook-id']
  const timestamp = headers['webhook-timestamp']
  if (Math.abs(Date.now() / 1000 - Number(timestamp)) > 5 * 60) return false
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
  const wanted = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest()
  return (headers['webhook-signature'] ?? '').split(' ').some((signature) => {
    const [version, value = ''] = signature.split(',')
    const given = Buffer.from(value, 'base64')
    return version === 'v1' && given.length === wanted.length && timingSafeEqual(given, wanted)
  })
}
