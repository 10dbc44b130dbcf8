import type { z } from 'zod'
import { exampleId } from './declared.fixture.ts'
import type * as contracts from './index.ts'

const at = '2026-01-31T12:00:00.000Z'

const mail: z.input<typeof contracts.mail> = {
  id: exampleId('6'),
  kind: 'invitation',
  address: 'may@example.org',
  state: 'waiting',
  attempts: 2,
  error: 'mail.example.org could not be reached',
  created_at: at,
  sent_at: null,
}

const webhook: z.input<typeof contracts.webhook> = {
  id: exampleId('7'),
  url: 'https://example.org/hooks/kinfolio',
  kinds: ['document.created', 'page.read'],
  is_on: true,
  off_because: null,
  failing_since: null,
  last_delivered_at: at,
  old_secret_until: null,
  created_at: at,
}

const delivery: z.input<typeof contracts.webhookDelivery> = {
  id: exampleId('8'),
  kind: 'page.read',
  state: 'failed',
  attempts: 9,
  status: 500,
  error: 'example.org answered 500',
  took_ms: 84,
  created_at: at,
  next_attempt_at: null,
  finished_at: at,
}

const notice: z.input<typeof contracts.notice> = {
  id: exampleId('9'),
  kind: 'member-joined',
  space_id: exampleId('5'),
  params: {
    address: null,
    user_agent: null,
    space_name: 'The Mays',
    user_id: exampleId('b'),
    role: 'member',
    quota: null,
    reset_at: null,
    host: null,
  },
  person_name: 'May',
  created_at: at,
  read_at: null,
}

const readNotice: typeof notice = { ...notice, kind: 'passkey-added', space_id: null, person_name: null, read_at: at }
const offWebhook: typeof webhook = { ...webhook, is_on: false, off_because: 'failing', failing_since: at }
const waiting: typeof delivery = { ...delivery, state: 'waiting', finished_at: null, next_attempt_at: at }

/** What a server in use might answer about notices, mail and webhooks. */
export const noticesAnswers = {
  listNotices: {
    notices: [notice, readNotice],
    unread: 1,
    next_cursor: null,
  },
  readNotices: { unread: 0 },
  getNoticePreferences: { mail: { members: true, quotas: true, webhooks: false } },
  putNoticePreferences: { mail: { members: false, quotas: true, webhooks: false } },
  listMails: { is_set_up: false, waiting: 1, waiting_in_all: null, mails: [mail], next_cursor: null },
  retryMail: { ...mail, error: null, attempts: 0 },
  listWebhooks: { webhooks: [webhook, offWebhook] },
  createWebhook: { webhook, secret: 'whsec_c2VjcmV0' },
  changeWebhook: offWebhook,
  rotateWebhookSecret: { webhook: { ...webhook, old_secret_until: at }, secret: 'whsec_c2VjcmV0' },
  testWebhook: { ...waiting, kind: 'webhook.test', status: null, error: null, took_ms: null },
  listDeliveries: { deliveries: [delivery], next_cursor: null },
  sendDeliveryAgain: waiting,
}
