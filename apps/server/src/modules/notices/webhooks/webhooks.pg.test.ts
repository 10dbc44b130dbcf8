import { createHmac } from 'node:crypto'
import type { MemberRole, SpaceId, UserId, WebhookId } from '@kinfolio/contracts'
import { documentId, sessionId, WEBHOOKS_PER_SPACE_MAX } from '@kinfolio/contracts'
import { afterEach, expect, test } from 'vitest'
import { SWEEP } from '../../../kernel/database/index.ts'
import { newId } from '../../../kernel/ids.ts'
import { createPersonAndSpace } from '../../../../test/database.ts'
import { asPerson, type NoticesHouse, openNoticesHouse, until } from '../notices.testing.ts'

let house: NoticesHouse
afterEach(async () => house[Symbol.asyncDispose]())

const url = 'https://hooks.example.org/kinfolio'
const kinds = ['document.created', 'member.joined'] as const
const HOUR_MS = 3_600_000

function managing(as: { userId?: UserId; spaceId?: SpaceId; role?: MemberRole } = {}) {
  const { userId = house.owner, spaceId = house.space, role = 'owner' } = as
  return {
    context: { kind: 'person', userId, spaceId } as const,
    actor: { userId, spaceId, role, sessionId: newId(sessionId) },
    address: '192.0.2.7',
  }
}
const made = async () => house.notices.webhooks.createWebhook({ ...managing(), url, kinds })
const of = (webhookId: WebhookId) => ({ ...managing(), webhookId })
const deliveriesOf = async (webhookId: WebhookId) =>
  (await house.notices.webhooks.listDeliveries({ ...of(webhookId), limit: 50 })).deliveries
const webhooks = async () => house.notices.webhooks.listWebhooks(managing())

/** As the library says that there is a new document. */
async function createDocument(spaceId = house.space) {
  const log = house.notices.overhear(house.personLog)
  const ids = { space_id: spaceId, document_id: newId(documentId) }
  await house.test.database.write({ kind: 'job', spaceId, onBehalfOf: undefined }, async (tx) => {
    await log.append(tx, { spaceId, events: [{ kind: 'document.created', ids }] })
    await log.append(tx, { spaceId, events: [{ kind: 'document.created', ids }] })
  })
  return ids
}

/** The retry that waits becomes due, and the clock of the house stands there. */
async function moveOn(ms: number) {
  house.clock.at = new Date(house.clock.at.getTime() + ms)
  await house.test.database.write(SWEEP, async (tx) => {
    const { sql } = await import('kysely')
    await sql`update jobs set next_attempt_at = now() where state = 'waiting' and kind = 'notices.deliver-webhook'`.execute(
      tx,
    )
    const rows = await tx.selectFrom('jobs').select('id').where('state', '=', 'waiting').execute()
    const { enqueueJobs } = await import('../../../kernel/jobs/job-rows.ts')
    await enqueueJobs(
      tx,
      rows.map(({ id }) => id),
    )
  })
}

test('what is appended to the log of a space reaches its webhook once, signed, with ids alone', async () => {
  house = await openNoticesHouse()
  const { webhook, secret } = await made()
  const ids = await createDocument()
  const [delivery] = await until(
    async () => deliveriesOf(webhook.id),
    ([one]) => one?.state === 'delivered',
  )
  expect(house.sender.posted).toHaveLength(1)
  const { headers = {}, body = '' } = house.sender.posted[0] ?? {}
  expect(JSON.parse(body)).toEqual({ type: 'document.created', timestamp: delivery?.created_at, data: ids })
  const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
  expect(headers['webhook-signature']).toBe(`v1,${createHmac('sha256', key).update(signed).digest('base64')}`)
  expect(headers['webhook-id']).toBe(delivery?.id)
  expect((await webhooks())[0]).toMatchObject({ failing_since: null, last_delivered_at: expect.any(String) })
})

test('another space hears nothing, nor does a webhook that asked for other kinds', async () => {
  house = await openNoticesHouse()
  await made()
  const strangers = await createPersonAndSpace(house.test.database, { name: 'Eve' })
  const theirs = { ...managing({ ...strangers }), url: 'https://eve.example.org/', kinds: ['page.read'] as const }
  await house.notices.webhooks.createWebhook(theirs)
  await createDocument(strangers.spaceId)
  await createDocument()
  await until(
    async () => house.sender.posted.length,
    (posted) => posted > 0,
  )
  expect(house.sender.posted.map((one) => one.url)).toEqual([url])
})

test('secrets are kept sealed, and answered once', async () => {
  house = await openNoticesHouse()
  const { webhook, secret } = await made()
  const rows = await house.test.database.read(SWEEP, async (db) => db.selectFrom('webhooks').selectAll().execute())
  expect(JSON.stringify(rows)).not.toContain(secret)
  expect(rows[0]?.secret.includes(Buffer.from(secret))).toBe(false)
  expect(JSON.stringify([await webhooks(), webhook])).not.toContain('whsec_')
})

test('a failed delivery is tried again after pauses under the same id, and then arrives', async () => {
  house = await openNoticesHouse()
  const { webhook } = await made()
  house.sender.answer = 500
  await createDocument()
  const [first] = await until(
    async () => deliveriesOf(webhook.id),
    ([one]) => one?.attempts === 1,
  )
  expect(first).toMatchObject({ state: 'waiting', status: 500, error: 'hooks.example.org answered 500' })
  expect(Date.parse(first?.next_attempt_at ?? '') - house.clock.at.getTime()).toBe(5_000)
  house.sender.answer = 204
  await moveOn(6_000)
  await until(
    async () => deliveriesOf(webhook.id),
    ([one]) => one?.state === 'delivered' && one.attempts === 2,
  )
  expect(new Set(house.sender.posted.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
  expect((await webhooks())[0]?.failing_since).toBeNull()
})

test('a receiver that asks for time is given it, and its next try comes then', async () => {
  house = await openNoticesHouse()
  const { webhook } = await made()
  house.sender.answer = 503
  house.sender.retryAfterMs = 15 * 60_000
  await createDocument()
  const [first] = await until(
    async () => deliveriesOf(webhook.id),
    ([one]) => one?.attempts === 1,
  )
  expect(Date.parse(first?.next_attempt_at ?? '') - house.clock.at.getTime()).toBe(15 * 60_000)
})

test('a slow receiver has two messages on their way at once, and the others lose no try by waiting', async () => {
  house = await openNoticesHouse()
  const { webhook } = await made()
  house.sender.answer = 'hangs'
  await Promise.all(Array.from({ length: 4 }, async () => createDocument()))
  await until(
    async () => house.sender.posted.length,
    (posted) => posted >= 2,
  )
  expect(house.sender.posted).toHaveLength(2)
  house.sender.answer = 200
  const all = await until(
    async () => deliveriesOf(webhook.id),
    (some) => some.length === 4 && some.filter(({ state }) => state === 'delivered').length === 2,
  )
  const waited = all.filter(({ state }) => state === 'delivered')
  expect(waited.map(({ attempts }) => attempts)).toEqual([1, 1])
})

test('after days of failures it is switched off, what waits is let go, and those who manage it are told', async () => {
  house = await openNoticesHouse()
  const admin = await house.join('admin')
  const { webhook } = await made()
  house.sender.answer = 'away'
  await createDocument()
  await until(
    async () => deliveriesOf(webhook.id),
    ([one]) => one?.attempts === 1,
  )
  await moveOn(73 * HOUR_MS)
  await until(webhooks, ([one]) => one?.is_on === false)
  expect((await webhooks())[0]).toMatchObject({ off_because: 'failing' })
  expect((await deliveriesOf(webhook.id)).map(({ state }) => state)).toEqual(['failed'])
  for (const userId of [house.owner, admin]) {
    const { notices } = await until(
      async () => house.notices.listNotices({ ...asPerson(userId), limit: 5 }),
      (answer) => answer.unread === 1,
    )
    expect(notices).toMatchObject([{ kind: 'webhook-switched-off', params: { host: 'hooks.example.org' } }])
  }
  await createDocument()
  expect(await deliveriesOf(webhook.id)).toHaveLength(1)
})

test('a delivery can be sent again under its id; one of another webhook cannot', async () => {
  house = await openNoticesHouse()
  const [{ webhook }, other] = [await made(), await made()]
  await house.notices.webhooks.changeWebhook({ ...of(other.webhook.id), change: { kinds: ['page.read'] } })
  await createDocument()
  const [delivery] = await until(
    async () => deliveriesOf(webhook.id),
    ([one]) => one?.state === 'delivered',
  )
  if (delivery === undefined) throw new Error('there is none')
  const strange = { ...of(other.webhook.id), deliveryId: delivery.id }
  await expect(house.notices.webhooks.sendDeliveryAgain(strange)).rejects.toMatchObject({ body: { status: 404 } })
  await house.notices.webhooks.sendDeliveryAgain({ ...of(webhook.id), deliveryId: delivery.id })
  await until(
    async () => house.sender.posted.length,
    (posted) => posted === 2,
  )
  expect(new Set(house.sender.posted.map(({ headers }) => headers['webhook-id']))).toEqual(new Set([delivery.id]))
})

test('a new secret signs beside the one before for a day, and alone after it', async () => {
  house = await openNoticesHouse()
  const { webhook, secret: old } = await made()
  const { secret } = await house.notices.webhooks.rotateSecret(of(webhook.id))
  expect(secret).not.toBe(old)
  const signaturesOf = async (count: number) => {
    await house.notices.webhooks.testWebhook(of(webhook.id))
    await until(
      async () => house.sender.posted.length,
      (posted) => posted === count,
    )
    return house.sender.posted.at(-1)?.headers['webhook-signature']?.split(' ')
  }
  expect(await signaturesOf(1)).toHaveLength(2)
  house.clock.at = new Date(house.clock.at.getTime() + 24 * HOUR_MS + 1)
  expect(await signaturesOf(2)).toHaveLength(1)
})

test('a webhook that is off sends nothing, not even a test', async () => {
  house = await openNoticesHouse()
  const { webhook } = await made()
  await house.notices.webhooks.changeWebhook({ ...of(webhook.id), change: { is_on: false } })
  await expect(house.notices.webhooks.testWebhook(of(webhook.id))).rejects.toMatchObject({ body: { status: 409 } })
  await createDocument()
  expect(await deliveriesOf(webhook.id)).toEqual([])
})

test('a space has so many webhooks and not one more, even when two are made at once', async () => {
  house = await openNoticesHouse()
  for (let at = 1; at < WEBHOOKS_PER_SPACE_MAX; at += 1) await made()
  const both = await Promise.allSettled([made(), made()])
  expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
  expect(await webhooks()).toHaveLength(WEBHOOKS_PER_SPACE_MAX)
})

test('only those who manage the space see or change its webhooks, and each change is on record', async () => {
  house = await openNoticesHouse()
  const { webhook } = await made()
  const member = await house.join('member')
  const asMember = managing({ userId: member, role: 'member' })
  await expect(house.notices.webhooks.listWebhooks(asMember)).rejects.toMatchObject({ body: { status: 403 } })
  await house.notices.webhooks.rotateSecret(of(webhook.id))
  await house.notices.webhooks.removeWebhook(of(webhook.id))
  const recorded = await house.test.database.read(managing().context, async (db) =>
    db.selectFrom('audit_log').select(['action', 'object_id', 'address']).orderBy('id').execute(),
  )
  expect(recorded.map(({ action }) => action)).toEqual(['webhook.created', 'webhook.secret-rotated', 'webhook.removed'])
  expect(recorded.every((one) => one.object_id === webhook.id && one.address === '192.0.2.7')).toBe(true)
})
