import {
  type AuditAction,
  deliveryNotFound,
  invalidRequest,
  type SpaceId,
  tooManyWebhooks,
  type Webhook,
  WEBHOOK_OLD_SECRET_HOURS,
  type WebhookDelivery,
  webhookDeliveryId,
  type WebhookDeliveryId,
  webhookId,
  type WebhookId,
  webhookIsOff,
  type WebhookKind,
  webhookNotFound,
  WEBHOOKS_PER_SPACE_MAX,
} from '@kinfolio/contracts'
import { sql } from 'kysely'
import type { Clock } from '../../../kernel/clock.ts'
import type { Context, Database, Tx } from '../../../kernel/database/index.ts'
import type { PersonLog } from '../../../kernel/events/index.ts'
import type { Actor } from '../../../kernel/http/index.ts'
import { newId } from '../../../kernel/ids.ts'
import type { JobQueue } from '../../../kernel/jobs/job.ts'
import type { Sealer } from '../../../kernel/secrets/index.ts'
import { recordAudit } from '../../accounts/index.ts'
import { requirePermission } from '../../spaces/index.ts'
import { messages } from '../messages.ts'
import { planNext, titleOf } from './deliver-webhook.ts'
import { webhookSealPlace } from './seal-place.ts'
import { makeWebhookSecret } from './sign-message.ts'
import { addDeliveries, newDelivery } from './tell-webhooks.ts'
import {
  deleteWebhook,
  failWaiting,
  findDelivery,
  findWebhook,
  insertWebhook,
  listDeliveryRows,
  listWebhookRows,
  lockWebhook,
  presentDelivery,
  presentWebhook,
  updateDelivery,
  updateWebhook,
  type WebhookRow,
} from './webhook.queries.ts'

export type ManageDeps = { database: Database; jobs: JobQueue; sealer: Sealer; personLog: PersonLog; clock: Clock }
/** Who manages, in which space, and from where. */
type Managing = { context: Context; actor: Actor; address: string }
type OfOne = Managing & { webhookId: WebhookId }

export async function listWebhooks(deps: ManageDeps, input: Managing): Promise<Webhook[]> {
  requirePermission(input.actor, 'manage webhooks')
  const rows = await deps.database.read(input.context, async (db) => listWebhookRows(db, input.actor.spaceId))
  return rows.map((row) => presentWebhook(row, deps.clock.now()))
}

/** Answers the secret, this once. Throws `too-many-webhooks`. */
export async function createWebhook(
  deps: ManageDeps,
  input: Managing & { url: string; kinds: readonly WebhookKind[] },
): Promise<{ webhook: Webhook; secret: string }> {
  const { actor, url, kinds } = input
  requirePermission(actor, 'manage webhooks')
  const which = { spaceId: actor.spaceId, webhookId: newId(webhookId) }
  const secret = makeWebhookSecret()
  const sealed = deps.sealer.seal(secret, webhookSealPlace(which))
  return deps.database.write(input.context, async (tx) => {
    await lockCount(tx, actor.spaceId)
    const others = await listWebhookRows(tx, actor.spaceId)
    if (others.length >= WEBHOOKS_PER_SPACE_MAX) throw tooManyWebhooks({ limit: WEBHOOKS_PER_SPACE_MAX })
    const row = await insertWebhook(tx, { ...which, url, kinds, secret: sealed, createdBy: actor.userId })
    await tellChange(deps, { tx, input, webhookId: which.webhookId, action: 'webhook.created' })
    return { webhook: presentWebhook(row, deps.clock.now()), secret }
  })
}

export async function changeWebhook(
  deps: ManageDeps,
  input: OfOne & {
    change: { url?: string | undefined; kinds?: WebhookKind[] | undefined; is_on?: boolean | undefined }
  },
): Promise<Webhook> {
  const { url, kinds, is_on: isOn } = input.change
  return change(deps, {
    input,
    action: 'webhook.changed',
    work: async (tx, webhook) => {
      const switched = isOn === undefined || isOn === webhook.is_on ? {} : switchedTo(isOn)
      if (isOn === false) await failWaiting(tx, { ...whichOf(input), error: messages.webhookOff })
      const said = { ...(url === undefined ? {} : { url }), ...(kinds === undefined ? {} : { kinds }) }
      // Nothing said is nothing changed; a column has to be named all the same.
      const set = { kinds: webhook.kinds, ...said, ...switched }
      return presentWebhook(await updateWebhook(tx, { ...whichOf(input), set }), deps.clock.now())
    },
  })
}

/** Switched on again, it starts afresh: what it failed at before is not counted against it. */
function switchedTo(isOn: boolean) {
  return isOn
    ? { is_on: true, off_because: null, failing_since: null }
    : { is_on: false, off_because: 'person' as const }
}

export async function removeWebhook(deps: ManageDeps, input: OfOne): Promise<void> {
  await change(deps, {
    input,
    action: 'webhook.removed',
    work: async (tx) => deleteWebhook(tx, whichOf(input)),
  })
}

/** The secret before stays good for a day, so that the receiver can change over without losing a message. */
export async function rotateSecret(deps: ManageDeps, input: OfOne): Promise<{ webhook: Webhook; secret: string }> {
  const secret = makeWebhookSecret()
  const now = deps.clock.now()
  return change(deps, {
    input,
    action: 'webhook.secret-rotated',
    work: async (tx, webhook) => {
      const set = {
        secret: deps.sealer.seal(secret, webhookSealPlace(whichOf(input))),
        old_secret: webhook.secret,
        old_secret_until: new Date(now.getTime() + WEBHOOK_OLD_SECRET_HOURS * 3_600_000),
      }
      return { webhook: presentWebhook(await updateWebhook(tx, { ...whichOf(input), set }), now), secret }
    },
  })
}

/** Throws `webhook-is-off`: a test that is not sent says nothing. */
export async function testWebhook(deps: ManageDeps, input: OfOne): Promise<WebhookDelivery> {
  requirePermission(input.actor, 'manage webhooks')
  return deps.database.write(input.context, async (tx) => {
    const webhook = await openWebhook(tx, input)
    const ids = { space_id: input.actor.spaceId, webhook_id: input.webhookId }
    const delivery = newDelivery(whichOf(input), { kind: 'webhook.test', ids })
    await addDeliveries(deps, { tx, deliveries: [{ ...delivery, url: webhook.url }] })
    const row = await findDelivery(tx, { spaceId: input.actor.spaceId, deliveryId: delivery.id })
    if (row === undefined) throw deliveryNotFound({ delivery_id: delivery.id })
    return presentDelivery(row)
  })
}

export async function listDeliveries(
  deps: ManageDeps,
  input: OfOne & { cursor?: string | undefined; limit: number },
): Promise<{ deliveries: WebhookDelivery[]; next_cursor: string | null }> {
  requirePermission(input.actor, 'manage webhooks')
  const before = input.cursor === undefined ? undefined : readCursor(input.cursor)
  const { limit } = input
  return deps.database.read(input.context, async (db) => {
    if ((await findWebhook(db, whichOf(input))) === undefined) throw webhookNotFound({ webhook_id: input.webhookId })
    const rows = await listDeliveryRows(db, { ...whichOf(input), before, limit: limit + 1 })
    const shown = rows.slice(0, limit)
    return {
      deliveries: shown.map(presentDelivery),
      next_cursor: rows.length > limit ? (shown.at(-1)?.id ?? null) : null,
    }
  })
}

/** Starts its tries anew, at once, under the id it has: a receiver that took it before knows it again. */
export async function sendDeliveryAgain(
  deps: ManageDeps,
  input: OfOne & { deliveryId: WebhookDeliveryId },
): Promise<WebhookDelivery> {
  requirePermission(input.actor, 'manage webhooks')
  const { deliveryId } = input
  return deps.database.write(input.context, async (tx) => {
    const webhook = await openWebhook(tx, input)
    const found = await findDelivery(tx, { spaceId: input.actor.spaceId, deliveryId })
    if (found?.webhook_id !== input.webhookId) throw deliveryNotFound({ delivery_id: deliveryId })
    const delivery = await updateDelivery(tx, {
      id: deliveryId,
      set: {
        state: 'waiting',
        attempts: 0,
        run: found.run + 1,
        error: null,
        finished_at: null,
        next_attempt_at: deps.clock.now(),
      },
    })
    await planNext(deps, { tx, delivery, attempt: 1, title: titleOf(webhook) })
    return presentDelivery(delivery)
  })
}

function whichOf({ actor, webhookId: id }: OfOne): { spaceId: SpaceId; webhookId: WebhookId } {
  return { spaceId: actor.spaceId, webhookId: id }
}

async function openWebhook(tx: Tx, input: OfOne): Promise<WebhookRow> {
  const webhook = await lockWebhook(tx, whichOf(input))
  if (webhook === undefined) throw webhookNotFound({ webhook_id: input.webhookId })
  if (!webhook.is_on) throw webhookIsOff({ webhook_id: input.webhookId })
  return webhook
}

type WebhookAction = Extract<AuditAction, `webhook.${string}`>
type Change<Answer> = {
  input: OfOne
  action: WebhookAction
  work: (tx: Tx, webhook: WebhookRow) => Promise<Answer>
}

async function change<Answer>(deps: ManageDeps, { input, action, work }: Change<Answer>): Promise<Answer> {
  requirePermission(input.actor, 'manage webhooks')
  return deps.database.write(input.context, async (tx) => {
    const webhook = await lockWebhook(tx, whichOf(input))
    if (webhook === undefined) throw webhookNotFound({ webhook_id: input.webhookId })
    const answer = await work(tx, webhook)
    await tellChange(deps, { tx, input, webhookId: input.webhookId, action })
    return answer
  })
}

type Changed = { tx: Tx; input: Managing; webhookId: WebhookId; action: WebhookAction }

async function tellChange({ personLog }: ManageDeps, { tx, input, webhookId: id, action }: Changed): Promise<void> {
  const { userId: actorId, spaceId } = input.actor
  await recordAudit(tx, { action, actorId, spaceId, object: { kind: 'webhook', id }, address: input.address })
  await personLog.append(tx, { spaceId, events: [{ kind: 'settings.changed', ids: { space_id: spaceId } }] })
}

/** Two who create at once count one after the other. */
async function lockCount(tx: Tx, spaceId: SpaceId): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('webhooks of ' || ${spaceId}, 0))`.execute(tx)
}

function readCursor(cursor: string): WebhookDeliveryId {
  const parsed = webhookDeliveryId.safeParse(cursor)
  if (parsed.success) return parsed.data
  throw invalidRequest({ issues: [{ path: 'cursor', message: messages.cursorForeign }] })
}
