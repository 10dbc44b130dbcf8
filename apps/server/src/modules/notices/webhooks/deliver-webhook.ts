import type { WebhookDeliveryId } from '@kinfolio/contracts'
import type { Clock } from '../../../kernel/clock.ts'
import type { Database, Tx } from '../../../kernel/database/index.ts'
import type { JobQueue } from '../../../kernel/jobs/job.ts'
import { isCircuitOpen, type JobRun } from '../../../kernel/jobs/index.ts'
import { Outage } from '../../../kernel/outage.ts'
import type { Sealer } from '../../../kernel/secrets/index.ts'
import { messages } from '../messages.ts'
import { judgeDelivery, type Sent, type Verdict } from './delivery-plan.ts'
import { webhookSealPlace } from './seal-place.ts'
import { signatureHeaders } from './sign-message.ts'
import { deliverWebhookJob, tellWebhookOffJob } from './webhook.jobs.ts'
import type { WebhookSender } from './webhook-sender.port.ts'
import {
  type DeliveryRow,
  failWaiting,
  findDelivery,
  findWebhook,
  lockWebhook,
  updateDelivery,
  updateWebhook,
  type WebhookRow,
} from './webhook.queries.ts'

export type DeliverDeps = {
  database: Database
  jobs: JobQueue
  sealer: Sealer
  sender: WebhookSender
  clock: Clock
  /** From 0 up to 1. */
  random: () => number
}
type Task = { deliveryId: WebhookDeliveryId; run: number; attempt: number }

/**
 * One try. What came of it, and the job of the next try, are written in the transaction that ends this job; when the server dies
 * before, the try is made again under the same id, by which the receiver knows the message.
 */
export async function deliverWebhook(deps: DeliverDeps, input: { task: Task; run: JobRun }): Promise<void> {
  const { task, run } = input
  const found = await deps.database.read(run.context, async (db) => {
    const delivery = await findDelivery(db, { spaceId: run.spaceId, deliveryId: task.deliveryId })
    const webhook = delivery && (await findWebhook(db, { spaceId: run.spaceId, webhookId: delivery.webhook_id }))
    return delivery && webhook && { delivery, webhook }
  })
  // Removed, settled, or sent again meanwhile: another job does it, or nobody has to.
  if (found === undefined || !isDue(found.delivery, task)) return
  if (!found.webhook.is_on) {
    return run.finish(async (tx) => failWaiting(tx, { ...whichOf(found.webhook), error: messages.webhookOff }))
  }
  const startedMs = performance.now()
  const sent = await trySending(deps, { ...found, signal: run.signal })
  const tookMs = Math.round(performance.now() - startedMs)
  await run.finish(async (tx) => settle(deps, { tx, delivery: found.delivery, sent, tookMs }))
}

function isDue(delivery: DeliveryRow, task: Task): boolean {
  return delivery.state === 'waiting' && delivery.run === task.run && delivery.attempts === task.attempt - 1
}

function whichOf(webhook: WebhookRow) {
  return { spaceId: webhook.space_id, webhookId: webhook.id }
}

type Sending = { delivery: DeliveryRow; webhook: WebhookRow; signal: AbortSignal }

async function trySending(deps: DeliverDeps, { delivery, webhook, signal }: Sending): Promise<Sent> {
  const body = JSON.stringify({ type: delivery.kind, timestamp: delivery.created_at.toISOString(), data: delivery.ids })
  const secrets = openSecrets(deps, webhook)
  if (secrets === undefined) return { error: messages.webhookUnreadable, isFinal: true }
  const atS = Math.floor(deps.clock.now().getTime() / 1_000)
  const startedMs = performance.now()
  try {
    const headers = signatureHeaders({ id: delivery.id, atS, body }, secrets)
    const answered = await deps.sender.post({ url: webhook.url, headers, body }, signal)
    return { ...answered, tookMs: Math.round(performance.now() - startedMs) }
  } catch (error) {
    // Nothing was sent: the delivery has lost no try, and its job comes again.
    if (isCircuitOpen(error)) throw error
    if (error instanceof Outage) return { error: error.message, isFinal: !error.isRetryable }
    throw error
  }
}

/** Each secret that is good now, the newest first; undefined when they were sealed under a key that is no more. */
function openSecrets({ sealer, clock }: DeliverDeps, webhook: WebhookRow): string[] | undefined {
  const place = webhookSealPlace(whichOf(webhook))
  const { old_secret: old, old_secret_until: until } = webhook
  const sealed = old !== null && until !== null && until > clock.now() ? [webhook.secret, old] : [webhook.secret]
  try {
    return sealed.map((one) => sealer.open(one, place))
  } catch (error) {
    if (error instanceof Error && error.name === 'SealBroken') return undefined
    throw error
  }
}

type Settling = { tx: Tx; delivery: DeliveryRow; sent: Sent; tookMs: number }

async function settle(deps: DeliverDeps, { tx, delivery, sent, tookMs }: Settling): Promise<void> {
  const webhook = await lockWebhook(tx, { spaceId: delivery.space_id, webhookId: delivery.webhook_id })
  if (webhook === undefined) return
  const now = deps.clock.now()
  const attempt = delivery.attempts + 1
  const verdict = judgeDelivery({ sent, attempt, failingSince: webhook.failing_since, now }, deps.random)
  const again = verdict.kind === 'again' ? new Date(now.getTime() + verdict.afterMs) : null
  await updateDelivery(tx, {
    id: delivery.id,
    set: {
      attempts: attempt,
      state: verdict.kind === 'delivered' ? 'delivered' : again === null ? 'failed' : 'waiting',
      status: 'status' in sent ? sent.status : null,
      error: verdict.kind === 'delivered' ? null : wordsOf(sent, webhook),
      took_ms: tookMs,
      next_attempt_at: again,
      finished_at: again === null ? now : null,
    },
  })
  await settleWebhook(tx, { webhook, verdict, now })
  if (again !== null)
    await planNext(deps, { tx, delivery, attempt: attempt + 1, dueAt: again, title: titleOf(webhook) })
  if (verdict.kind === 'switch off') await tellOff(deps, { tx, webhook })
}

async function settleWebhook(tx: Tx, at: { webhook: WebhookRow; verdict: Verdict; now: Date }): Promise<void> {
  const { webhook, verdict, now } = at
  const which = whichOf(webhook)
  if (verdict.kind === 'delivered') {
    await updateWebhook(tx, { ...which, set: { failing_since: null, last_delivered_at: now } })
    return
  }
  const failing = { failing_since: webhook.failing_since ?? now }
  if (verdict.kind !== 'switch off') {
    await updateWebhook(tx, { ...which, set: failing })
    return
  }
  await updateWebhook(tx, { ...which, set: { ...failing, is_on: false, off_because: verdict.because } })
  await failWaiting(tx, { ...which, error: messages.webhookOff })
}

type Next = { tx: Tx; delivery: DeliveryRow; attempt: number; dueAt?: Date; title: string }

/** The job of the next try; without a moment, at once. */
export async function planNext({ jobs }: { jobs: JobQueue }, next: Next): Promise<void> {
  const { delivery, attempt, title } = next
  await jobs.add(next.tx, deliverWebhookJob, {
    spaceId: delivery.space_id,
    onBehalfOf: undefined,
    title,
    payload: { deliveryId: delivery.id, run: delivery.run, attempt },
    ...(next.dueAt === undefined ? {} : { dueAt: next.dueAt }),
  })
}

async function tellOff({ jobs }: DeliverDeps, { tx, webhook }: { tx: Tx; webhook: WebhookRow }): Promise<void> {
  const { host } = new URL(webhook.url)
  const about = { spaceId: webhook.space_id, webhookId: webhook.id, host }
  const job = { spaceId: webhook.space_id, onBehalfOf: undefined, title: titleOf(webhook), payload: about }
  await jobs.add(tx, tellWebhookOffJob, job)
}

export function titleOf({ url }: Pick<WebhookRow, 'url'>): string {
  return messages.webhookJob(new URL(url).host)
}

function wordsOf(sent: Sent, webhook: WebhookRow): string {
  if ('error' in sent) return sent.error
  const { host } = new URL(webhook.url)
  const isRedirect = sent.status >= 300 && sent.status < 400
  return isRedirect ? messages.webhookSentOn(host, sent.status) : messages.webhookAnswered(host, sent.status)
}
