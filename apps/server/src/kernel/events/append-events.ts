import type { DeviceId, SpaceId, UserId } from '@kinfolio/contracts'
import { sql } from 'kysely'
import { afterCommit, beforeCommit, type Tx } from '../database/index.ts'
import type { LoggedEvent, PersonLog } from './person-log.ts'

export type Wake = (userIds: readonly UserId[]) => void
type Readers = { spaceId: SpaceId } | { userIds: readonly UserId[] }
type Appended = Readers & { targetDeviceId?: DeviceId; events: readonly LoggedEvent[] }

/**
 * What is appended during a transaction is gathered and written at its end: members' counters are locked for
 * moments only, and what was said twice is said once.
 */
export function createPersonLog(deps: { wake: Wake }): PersonLog {
  const gathered = new WeakMap<Tx, Appended[]>()
  const gatherMore = (tx: Tx, about: Appended): Promise<void> => {
    const waiting = gathered.get(tx)
    if (waiting === undefined) {
      const first = [about]
      gathered.set(tx, first)
      beforeCommit(tx, async () => appendAll(deps, { tx, appended: first }))
    } else {
      waiting.push(about)
    }
    return Promise.resolve()
  }
  return { append: gatherMore, appendFor: gatherMore }
}

async function appendAll({ wake }: { wake: Wake }, { tx, appended }: { tx: Tx; appended: Appended[] }): Promise<void> {
  const userIds = new Set<UserId>()
  for (const group of gather(appended)) {
    const { rows } = await appendGroup(group).execute(tx)
    for (const row of rows) userIds.add(row.user_id)
  }
  if (userIds.size > 0) afterCommit(tx, () => wake([...userIds]))
}

function appendGroup(group: Appended) {
  const { events, targetDeviceId } = group
  const kinds = sql`${events.map(({ kind }) => kind)}::text[]`
  const ids = sql`${events.map((event) => JSON.stringify(event.ids))}::jsonb[]`
  const device = sql`${targetDeviceId ?? null}::uuid`
  return 'spaceId' in group
    ? sql<{ user_id: UserId }>`select user_id from append_events(${group.spaceId}::uuid, ${device}, ${kinds}, ${ids})`
    : sql<{ user_id: UserId }>`
        select user_id from append_person_events(${[...group.userIds]}::uuid[], ${device}, ${kinds}, ${ids})`
}

/**
 * One entry per readers and device, in an order that all writers share so that hardly any waits for another in a circle;
 * the database would break it, and the work would run again.
 */
function gather(appended: Appended[]): Appended[] {
  const groups = new Map<string, { first: Appended; events: Map<string, LoggedEvent> }>()
  for (const about of appended) {
    const readers = 'spaceId' in about ? `space ${about.spaceId}` : `those ${about.userIds.toSorted().join()}`
    const key = `${readers} ${about.targetDeviceId ?? ''}`
    const group = groups.get(key) ?? { first: about, events: new Map<string, LoggedEvent>() }
    groups.set(key, group)
    for (const event of about.events) group.events.set(JSON.stringify(event), event)
  }
  const ordered = [...groups].toSorted(([a], [b]) => (a < b ? -1 : 1))
  return ordered
    .map(([, { first, events }]) => ({ ...first, events: [...events.values()] }))
    .filter(({ events }) => events.length > 0)
}
