import {
  type SpaceId,
  type UserId,
  type Webhook,
  type WebhookDelivery,
  type WebhookDeliveryId,
  type WebhookId,
  type WebhookKind,
  webhookKind,
  type WebhookOffReason,
} from '@kinfolio/contracts'
import { sql, type Selectable, type Updateable } from 'kysely'
import type { DB, Db, Tx } from '../../../kernel/database/index.ts'

export type WebhookRow = Selectable<DB['webhooks']>
export type DeliveryRow = Selectable<DB['webhook_deliveries']>
type Which = { spaceId: SpaceId; webhookId: WebhookId }

export async function listWebhookRows(db: Db, spaceId: SpaceId): Promise<WebhookRow[]> {
  return db.selectFrom('webhooks').selectAll().where('space_id', '=', spaceId).orderBy('id').execute()
}

/** Those that are on and want to hear of one of these kinds. */
export async function listListening(
  db: Db,
  at: { spaceIds: readonly SpaceId[]; kinds: readonly WebhookKind[] },
): Promise<Pick<WebhookRow, 'id' | 'space_id' | 'kinds' | 'url'>[]> {
  return db
    .selectFrom('webhooks')
    .select(['id', 'space_id', 'kinds', 'url'])
    .where('space_id', 'in', [...at.spaceIds])
    .where('is_on', '=', true)
    .where(sql<boolean>`kinds && ${[...at.kinds]}::text[]`)
    .execute()
}

/** The row, locked, so that what is decided by it holds until it is written. */
export async function lockWebhook(tx: Tx, { spaceId, webhookId }: Which): Promise<WebhookRow | undefined> {
  return tx
    .selectFrom('webhooks')
    .selectAll()
    .where('space_id', '=', spaceId)
    .where('id', '=', webhookId)
    .forUpdate()
    .executeTakeFirst()
}

export async function findWebhook(db: Db, { spaceId, webhookId }: Which): Promise<WebhookRow | undefined> {
  return db
    .selectFrom('webhooks')
    .selectAll()
    .where('space_id', '=', spaceId)
    .where('id', '=', webhookId)
    .executeTakeFirst()
}

type NewWebhook = Which & { url: string; kinds: readonly WebhookKind[]; secret: Buffer; createdBy: UserId }

export async function insertWebhook(tx: Tx, webhook: NewWebhook): Promise<WebhookRow> {
  const { webhookId: id, spaceId: space_id, createdBy: created_by, url, kinds, secret } = webhook
  return tx
    .insertInto('webhooks')
    .values({ id, space_id, url, kinds: [...kinds], secret, created_by })
    .returningAll()
    .executeTakeFirstOrThrow()
}

export async function updateWebhook(
  tx: Tx,
  { spaceId, webhookId, ...change }: Which & { set: Updateable<DB['webhooks']> },
): Promise<WebhookRow> {
  return tx
    .updateTable('webhooks')
    .set(change.set)
    .where('space_id', '=', spaceId)
    .where('id', '=', webhookId)
    .returningAll()
    .executeTakeFirstOrThrow()
}

export async function deleteWebhook(tx: Tx, { spaceId, webhookId }: Which): Promise<boolean> {
  const { numDeletedRows } = await tx
    .deleteFrom('webhooks')
    .where('space_id', '=', spaceId)
    .where('id', '=', webhookId)
    .executeTakeFirst()
  return numDeletedRows > 0n
}

export type NewDelivery = Which & { id: WebhookDeliveryId; kind: string; ids: object }
const ROWS_PER_INSERT_MAX = 1_000

export async function insertDeliveries(tx: Tx, deliveries: readonly NewDelivery[]): Promise<void> {
  for (let start = 0; start < deliveries.length; start += ROWS_PER_INSERT_MAX) {
    const rows = deliveries.slice(start, start + ROWS_PER_INSERT_MAX).map(({ id, kind, ids, ...which }) => ({
      id,
      space_id: which.spaceId,
      webhook_id: which.webhookId,
      kind,
      ids: JSON.stringify(ids),
      next_attempt_at: sql<Date>`now()`,
    }))
    await tx.insertInto('webhook_deliveries').values(rows).execute()
  }
}

export async function findDelivery(
  db: Db,
  at: { spaceId: SpaceId; deliveryId: WebhookDeliveryId },
): Promise<DeliveryRow | undefined> {
  return db
    .selectFrom('webhook_deliveries')
    .selectAll()
    .where('space_id', '=', at.spaceId)
    .where('id', '=', at.deliveryId)
    .executeTakeFirst()
}

export async function listDeliveryRows(
  db: Db,
  at: Which & { before: WebhookDeliveryId | undefined; limit: number },
): Promise<DeliveryRow[]> {
  let query = db
    .selectFrom('webhook_deliveries')
    .selectAll()
    .where('space_id', '=', at.spaceId)
    .where('webhook_id', '=', at.webhookId)
  if (at.before !== undefined) query = query.where('id', '<', at.before)
  return query.orderBy('id', 'desc').limit(at.limit).execute()
}

export async function updateDelivery(
  tx: Tx,
  at: { id: WebhookDeliveryId; set: Updateable<DB['webhook_deliveries']> },
): Promise<DeliveryRow> {
  return tx
    .updateTable('webhook_deliveries')
    .set(at.set)
    .where('id', '=', at.id)
    .returningAll()
    .executeTakeFirstOrThrow()
}

/** What still waits is not sent to a webhook that is off. */
export async function failWaiting(tx: Tx, at: Which & { error: string }): Promise<void> {
  await tx
    .updateTable('webhook_deliveries')
    .set({ state: 'failed', error: at.error, next_attempt_at: null, finished_at: sql<Date>`now()` })
    .where('space_id', '=', at.spaceId)
    .where('webhook_id', '=', at.webhookId)
    .where('state', '=', 'waiting')
    .execute()
}

/** A webhook as those see it who manage it: its secrets stay inside. */
export function presentWebhook(row: WebhookRow, now: Date): Webhook {
  const hasOld = row.old_secret_until !== null && row.old_secret_until > now
  return {
    id: row.id,
    url: row.url,
    kinds: row.kinds.flatMap((kind) => webhookKind.safeParse(kind).data ?? []),
    is_on: row.is_on,
    off_because: row.off_because satisfies WebhookOffReason | null,
    failing_since: row.failing_since?.toISOString() ?? null,
    last_delivered_at: row.last_delivered_at?.toISOString() ?? null,
    old_secret_until: hasOld ? (row.old_secret_until?.toISOString() ?? null) : null,
    created_at: row.created_at.toISOString(),
  }
}

export function presentDelivery(row: DeliveryRow): WebhookDelivery {
  return {
    id: row.id,
    kind: row.kind,
    state: row.state,
    attempts: row.attempts,
    status: row.status,
    error: row.error,
    took_ms: row.took_ms,
    created_at: row.created_at.toISOString(),
    next_attempt_at: row.next_attempt_at?.toISOString() ?? null,
    finished_at: row.finished_at?.toISOString() ?? null,
  }
}
