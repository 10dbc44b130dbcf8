import type { Row } from './row.ts'
import type { Holdings, World } from '../access-world.ts'

const asOwner = async (world: World) => ({ token: await world.signIn(world.people.owner), space: world.own.space_id })
const noMail = '019a0000-0000-7000-8000-000000000000'
const hook = { url: 'http://127.0.0.1:9/hook', kinds: ['page.read'] }

/** A webhook that the request uses up. */
async function anotherWebhook(world: World): Promise<Partial<Holdings>> {
  const answer = await world.ask({ method: 'POST', url: '/api/webhooks', json: hook, ...(await asOwner(world)) })
  const { webhook } = answer.json() as { webhook: { id: Holdings['webhook_id'] } }
  return { webhook_id: webhook.id }
}

/** Removes what was made, so that the space does not come to its limit. */
async function roomForAnother(world: World): Promise<Partial<Holdings>> {
  const asked = await asOwner(world)
  const listed = (await world.ask({ method: 'GET', url: '/api/webhooks', ...asked })).json()
  const { webhooks } = listed as { webhooks: { id: Holdings['webhook_id'] }[] }
  for (const { id } of webhooks.filter((one) => one.id !== world.own.webhook_id)) {
    await world.ask({ method: 'DELETE', url: `/api/webhooks/${id}`, ...asked })
  }
  return {}
}

export const noticesRows: Record<string, Row> = {
  listNotices: { for: 'signed in' },
  readNotices: { for: 'signed in', json: () => ({}) },
  getNoticePreferences: { for: 'signed in' },
  putNoticePreferences: {
    for: 'signed in',
    json: () => ({ mail: { members: true, quotas: true, webhooks: true } }),
  },
  listMails: { for: 'signed in' },
  // There is none of anybody's here.
  retryMail: { for: 'signed in', json: () => ({ mail_id: noMail }), answer: 404 },

  listWebhooks: { for: 'manage webhooks' },
  createWebhook: { for: 'manage webhooks', json: () => hook, first: roomForAnother },
  changeWebhook: { for: 'manage webhooks', json: () => ({ kinds: ['page.read', 'document.created'] }) },
  removeWebhook: { for: 'manage webhooks', first: anotherWebhook },
  rotateWebhookSecret: { for: 'manage webhooks' },
  testWebhook: { for: 'manage webhooks' },
  listDeliveries: { for: 'manage webhooks' },
  sendDeliveryAgain: { for: 'manage webhooks' },
}
