import {
  type EventIds,
  type SpaceId,
  webhookDeliveryId,
  webhookKind,
  type WebhookId,
  type WebhookKind,
} from '@kinfolio/contracts'
import { beforeCommit, type Tx } from '../../../kernel/database/index.ts'
import type { PersonLog } from '../../../kernel/events/index.ts'
import { newId } from '../../../kernel/ids.ts'
import type { JobQueue } from '../../../kernel/jobs/job.ts'
import { messages } from '../messages.ts'
import { deliverWebhookJob } from './webhook.jobs.ts'
import { insertDeliveries, listListening, type NewDelivery } from './webhook.queries.ts'

/** Something that happened in a space: ids, and single words such as which quota. */
export type Happening = { spaceId: SpaceId; kind: WebhookKind; ids: EventIds & { quota?: string; percent?: number } }

/**
 * Adds a delivery and its job for every webhook that listens, in the transaction of what happened: a message is on its way
 * exactly when what it tells of is true.
 */
export async function tellWebhooks(
  { jobs }: { jobs: JobQueue },
  { tx, happened }: { tx: Tx; happened: readonly Happening[] },
): Promise<void> {
  const spaceIds = [...new Set(happened.map(({ spaceId }) => spaceId))]
  const kinds = [...new Set(happened.map(({ kind }) => kind))]
  const listening = await listListening(tx, { spaceIds, kinds })
  const deliveries = happened.flatMap(({ spaceId, kind, ids }) =>
    listening
      .filter((webhook) => webhook.space_id === spaceId && webhook.kinds.includes(kind))
      .map(({ id, url }) => ({ ...newDelivery({ spaceId, webhookId: id }, { kind, ids }), url })),
  )
  await addDeliveries({ jobs }, { tx, deliveries })
}

export function newDelivery(
  which: { spaceId: SpaceId; webhookId: WebhookId },
  what: { kind: string; ids: object },
): NewDelivery {
  return { ...which, ...what, id: newId(webhookDeliveryId) }
}

export async function addDeliveries(
  { jobs }: { jobs: JobQueue },
  { tx, deliveries }: { tx: Tx; deliveries: readonly (NewDelivery & { url: string })[] },
): Promise<void> {
  if (deliveries.length === 0) return
  await insertDeliveries(tx, deliveries)
  const jobsOfAll = deliveries.map(({ id, spaceId, url }) => ({
    spaceId,
    onBehalfOf: undefined,
    title: messages.webhookJob(new URL(url).host),
    payload: { deliveryId: id, run: 0, attempt: 1 },
  }))
  await jobs.addMany(tx, deliverWebhookJob, jobsOfAll)
}

/**
 * The person log of a module, overheard: what it tells a space's devices is told to the space's webhooks as well. Gathered until
 * the end of the transaction, and asked about once.
 */
export function overhear(personLog: PersonLog, deps: { jobs: JobQueue }): PersonLog {
  const gathered = new WeakMap<Tx, Map<string, Happening>>()
  return {
    async append(tx, about) {
      const { spaceId } = about
      const happened = about.events.flatMap(({ kind, ids }) => {
        const known = webhookKind.safeParse(kind)
        return known.success ? [{ spaceId, kind: known.data, ids: { ...ids, space_id: spaceId } }] : []
      })
      if (happened.length > 0) gather(deps, { gathered, tx, happened })
      await personLog.append(tx, about)
    },
    appendFor: async (tx, about) => personLog.appendFor(tx, about),
  }
}

type Gathering = { gathered: WeakMap<Tx, Map<string, Happening>>; tx: Tx; happened: readonly Happening[] }

/** What is said twice in one transaction is told once. */
function gather(deps: { jobs: JobQueue }, { gathered, tx, happened }: Gathering): void {
  let all = gathered.get(tx)
  if (all === undefined) {
    const first = new Map<string, Happening>()
    gathered.set(tx, first)
    beforeCommit(tx, async () => tellWebhooks(deps, { tx, happened: [...first.values()] }))
    all = first
  }
  for (const one of happened) all.set(JSON.stringify(one), one)
}
