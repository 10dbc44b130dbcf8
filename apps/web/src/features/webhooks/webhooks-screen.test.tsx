// @vitest-environment happy-dom
import {
  changeWebhook,
  createWebhook,
  getMe,
  listDeliveries,
  listWebhooks,
  removeWebhook,
  rotateWebhookSecret,
  sendDeliveryAgain,
  testWebhook,
  tooManyWebhooks,
  webhookIsOff,
  webhookKind,
  webhookNotFound,
} from '@kinfolio/contracts'
import type { MemberRole, Webhook, WebhookDelivery } from '@kinfolio/contracts'
import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { button, closeTab, freshTab, isSaid, show } from '../../shared/screen.testing.tsx'
import { aPerson, aPersonalSpace, aServer } from '../../shared/server.testing.ts'
import type { FakeServer } from '../../shared/server.testing.ts'
import { WebhooksScreen } from './webhooks-screen.tsx'
import { aDelivery, aWebhook } from './webhooks.testing.ts'

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const minutesAgo = (n: number) => new Date(Date.now() - n * 60_000).toISOString()
let server: FakeServer
let webhooks: Webhook[]
let deliveries: WebhookDelivery[]

beforeEach(() => {
  server = aServer()
  freshTab()
  webhooks = [aWebhook(1)]
  deliveries = []
  server.on(listWebhooks, () => ({ webhooks }))
  server.on(listDeliveries, () => ({ deliveries, next_cursor: null }))
})
afterEach(closeTab)

const settings = () => show(WebhooksScreen, { path: '/dashboard/settings/webhooks' })
const press = async (name: string) => fireEvent.click(await screen.findByRole('button', { name }))
const dialog = async (name: string) => within(await screen.findByRole('dialog', { name }))
const asRole = (role: MemberRole) => server.on(getMe, () => ({ user: aPerson, spaces: [{ ...aPersonalSpace, role }] }))

async function fill(url: string): Promise<void> {
  await press('New webhook')
  const asked = await dialog('New webhook')
  fireEvent.change(asked.getByLabelText('Address'), { target: { value: url } })
  fireEvent.click(asked.getByRole('button', { name: 'Create' }))
}

test('a space without webhooks says what one is for', async () => {
  webhooks = []
  await settings()
  expect(await screen.findByRole('heading', { name: 'No webhook yet' })).toBeTruthy()
  expect(button('New webhook').disabled).toBe(false)
})

test.each(['member', 'view_only'] as const)(
  'as %s one is told who looks after webhooks, and nothing is asked for',
  async (role) => {
    asRole(role)
    await settings()
    expect(await screen.findByText('Owners and admins of this space look after its webhooks.')).toBeTruthy()
    expect(screen.queryByRole('button', { name: 'New webhook' })).toBeNull()
    expect(server.askedOf(listWebhooks)).toEqual([])
  },
)

test('an admin looks after them as the owner does', async () => {
  asRole('admin')
  await settings()
  expect(await screen.findByRole('button', { name: 'New webhook' })).toBeTruthy()
})

test('webhooks that cannot be had are asked for again', async () => {
  server.fails(listWebhooks)
  await settings()
  const note = within(await screen.findByRole('alert'))
  server.on(listWebhooks, () => ({ webhooks }))
  fireEvent.click(note.getByRole('button', { name: 'Try again' }))
  expect(await screen.findByRole('heading', { name: aWebhook(1).url })).toBeTruthy()
})

test('a webhook is made, shows its secret once, and stands in the list', async () => {
  webhooks = []
  server.on(createWebhook, ({ body }) => {
    webhooks = [aWebhook(2, body)]
    return { webhook: aWebhook(2, body), secret: SECRET }
  })
  await settings()
  await fill('  https://hooks.example.org/new  ')
  const shown = await dialog('The secret, this once')
  expect(shown.getByText(SECRET)).toBeTruthy()
  expect(server.askedOf(createWebhook).map(({ body }) => body)).toEqual([
    { url: 'https://hooks.example.org/new', kinds: ['document.created', 'page.read'] },
  ])
  fireEvent.click(shown.getByRole('button', { name: 'Close' }))
  expect(await screen.findByRole('heading', { name: 'https://hooks.example.org/new' })).toBeTruthy()
  expect(screen.queryByText(SECRET)).toBeNull()
})

test.each(['', 'hooks.example.org', 'ftp://hooks.example.org/', 'https://', 'https://ada:word@hooks.example.org/'])(
  'the address “%s” is not sent, and what one looks like is said beside it',
  async (url) => {
    await settings()
    await fill(url)
    const asked = await dialog('New webhook')
    expect(asked.getByText(/begins with https:\/\/ or http:\/\//)).toBeTruthy()
    expect(server.askedOf(createWebhook)).toEqual([])
  },
)

test('every kind of message has a name, and at least one is chosen', async () => {
  await settings()
  await press('New webhook')
  const asked = await dialog('New webhook')
  const boxes = asked.getAllByRole<HTMLInputElement>('checkbox')
  expect(boxes).toHaveLength(webhookKind.options.length)
  for (const box of boxes) if (box.checked) fireEvent.click(box)
  fireEvent.change(asked.getByLabelText('Address'), { target: { value: 'https://hooks.example.org/' } })
  fireEvent.click(asked.getByRole('button', { name: 'Create' }))
  expect(asked.getByText('Choose at least one.')).toBeTruthy()
  expect(server.askedOf(createWebhook)).toEqual([])
})

test('one webhook too many keeps what was typed and says what helps', async () => {
  server.on(createWebhook, () => tooManyWebhooks({ limit: 20 }))
  await settings()
  await fill('https://hooks.example.org/')
  await isSaid('This space has as many webhooks as it can have. Remove one first.')
  const field = (await dialog('New webhook')).getByLabelText<HTMLInputElement>('Address')
  expect(field.value).toBe('https://hooks.example.org/')
})

test('the secret is copied with one press; where that is not allowed, it can be selected', async () => {
  server.on(rotateWebhookSecret, () => ({ webhook: aWebhook(1), secret: SECRET }))
  const writeText = vi.fn<(text: string) => Promise<void>>(async () => undefined)
  vi.spyOn(navigator, 'clipboard', 'get').mockReturnValue({ writeText } as unknown as Clipboard)
  await settings()
  await press('New secret')
  fireEvent.click((await dialog('New secret')).getByRole('button', { name: 'New secret' }))
  fireEvent.click((await dialog('The secret, this once')).getByRole('button', { name: 'Copy' }))
  await isSaid('Copied.')
  expect(writeText).toHaveBeenCalledWith(SECRET)
  writeText.mockRejectedValueOnce(new DOMException('no', 'NotAllowedError'))
  fireEvent.click((await dialog('The secret, this once')).getByRole('button', { name: 'Copy' }))
  await isSaid('It could not be copied; select it instead.')
  vi.restoreAllMocks()
})

test('a new secret is made only after a yes', async () => {
  await settings()
  await press('New secret')
  fireEvent.click((await dialog('New secret')).getByRole('button', { name: 'Cancel' }))
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  expect(server.askedOf(rotateWebhookSecret)).toEqual([])
})

test('a webhook that somebody else removed meanwhile is said to be gone', async () => {
  server.on(rotateWebhookSecret, () => webhookNotFound({ webhook_id: aWebhook(1).id }))
  await settings()
  await press('New secret')
  fireEvent.click((await dialog('New secret')).getByRole('button', { name: 'New secret' }))
  await isSaid('This webhook is no longer there.')
})

test.each<[string, () => Partial<Webhook>]>([
  ['on', () => ({})],
  ['on · last delivered 5 minutes ago', () => ({ last_delivered_at: minutesAgo(5) })],
  ['on · failing since 1 hour ago', () => ({ failing_since: minutesAgo(60) })],
  ['switched off', () => ({ is_on: false, off_because: 'person' })],
  [
    'switched off after days of failures',
    () => ({ is_on: false, off_because: 'failing', failing_since: minutesAgo(60) }),
  ],
  ['switched off: the receiver is gone', () => ({ is_on: false, off_because: 'gone' })],
])('how a webhook is stands beside its address: %s', async (words, change) => {
  webhooks = [aWebhook(1, change())]
  await settings()
  expect(await screen.findByText(words)).toBeTruthy()
})

test('switching off asks the server, and the card then offers to switch on instead of a test', async () => {
  server.on(changeWebhook, ({ body }) => {
    webhooks = [aWebhook(1, { is_on: body.is_on ?? true, off_because: body.is_on === true ? null : 'person' })]
    return aWebhook(1)
  })
  await settings()
  await press('Switch off')
  expect(await screen.findByRole('button', { name: 'Switch on' })).toBeTruthy()
  expect(screen.queryByRole('button', { name: 'Send a test' })).toBeNull()
  await press('Switch on')
  expect(await screen.findByRole('button', { name: 'Send a test' })).toBeTruthy()
  expect(server.askedOf(changeWebhook).map(({ body }) => body)).toEqual([{ is_on: false }, { is_on: true }])
})

test('removing asks first, names the address, and takes the card away', async () => {
  server.on(removeWebhook, () => {
    webhooks = []
    return {}
  })
  await settings()
  await press('Remove')
  const asked = await dialog('Remove')
  expect(asked.getByText(/Remove the webhook to https:\/\/hooks.example.org\/kinfolio/)).toBeTruthy()
  expect(server.askedOf(removeWebhook)).toEqual([])
  fireEvent.click(asked.getByRole('button', { name: 'Remove' }))
  expect(await screen.findByRole('heading', { name: 'No webhook yet' })).toBeTruthy()
  await isSaid('The webhook is removed.')
})

test('a test is sent and stands in the deliveries', async () => {
  server.on(testWebhook, () => {
    deliveries = [aDelivery(1, { kind: 'webhook.test', state: 'waiting', attempts: 0, status: null })]
    return aDelivery(1)
  })
  await settings()
  expect(await screen.findByText('Nothing was sent yet.')).toBeTruthy()
  await press('Send a test')
  await isSaid('A test is on its way; it stands in the deliveries below.')
  expect((await screen.findByRole('listitem')).textContent).toMatch(/^Test · waiting/)
})

test('a webhook that was switched off meanwhile is said to be off', async () => {
  server.on(testWebhook, () => webhookIsOff({ webhook_id: aWebhook(1).id }))
  await settings()
  await press('Send a test')
  await isSaid('The webhook is off. Switch it on first.')
})

test('each delivery says what it was about, how it went, and why not', async () => {
  deliveries = [
    aDelivery(3, {
      kind: 'page.read',
      state: 'waiting',
      attempts: 2,
      status: 500,
      error: 'hooks.example.org answered 500',
    }),
    aDelivery(2, { kind: 'quota.reached', state: 'failed', attempts: 9, status: null, error: 'could not be reached' }),
    aDelivery(1),
  ]
  await settings()
  const rows = (await screen.findAllByRole('listitem')).map(({ textContent }) => textContent)
  expect(rows[0]).toMatch(/^A page was read · waiting.*500 · 2 attempts · hooks.example.org answered 500/)
  expect(rows[1]).toMatch(/^A limit is nearly or fully used · failed.*9 attempts · could not be reached/)
  expect(rows[2]).toMatch(/^A document came in · delivered.*200 · 1 attempt/)
})

test('a delivery is sent again with one press, and asks for that one', async () => {
  deliveries = [aDelivery(2, { state: 'failed', status: 500 }), aDelivery(1)]
  server.on(sendDeliveryAgain, () => aDelivery(2, { state: 'waiting' }))
  await settings()
  fireEvent.click((await screen.findAllByRole('button', { name: 'Send again' }))[0] ?? document.body)
  await isSaid('It is sent again now.')
  expect(server.askedOf(sendDeliveryAgain)[0]?.url).toContain(`${aWebhook(1).id}/deliveries/${aDelivery(2).id}`)
})

test('what a webhook that is off has sent stays readable, and cannot be sent again', async () => {
  webhooks = [aWebhook(1, { is_on: false, off_because: 'person' })]
  deliveries = [aDelivery(1)]
  await settings()
  expect(await screen.findByRole('listitem')).toBeTruthy()
  expect(screen.queryByRole('button', { name: 'Send again' })).toBeNull()
})

test('deliveries that cannot be had leave the webhook as it can be used', async () => {
  server.fails(listDeliveries)
  await settings()
  expect(await screen.findByRole('alert')).toBeTruthy()
  expect(button('Switch off').disabled).toBe(false)
})
