import type { DeviceId, SpaceId, UserId } from '@kinfolio/contracts'
import { sql } from 'kysely'
import { afterCommit, beforeCommit, type Tx } from '../database/index.ts'
import type { LoggedEvent, PersonLog } from './person-log.ts'

export type Wake = (userIds: readonly UserId[]) => void
type Appended = { spaceId: SpaceId; targetDeviceId?: DeviceId; events: readonly LoggedEvent[] }

/**
 * What is appended during a transaction is gathered and written at its end: members' counters are locked for
 * moments only, and what was said twice is said once.
 */
export function createPersonLog(deps: { wake: Wake }): PersonLog {
  const gathered = new WeakMap<Tx, Appended[]>()
  return {
    append(tx, about) {
      const waiting = gathered.get(tx)
      if (waiting === undefined) {
        const first = [about]
        gathered.set(tx, first)
        beforeCommit(tx, async () => appendAll(deps, { tx, appended: first }))
      } else {
        waiting.push(about)
      }
      return Promise.resolve()
    },
  }
}

async function appendAll({ wake }: { wake: Wake }, { tx, appended }: { tx: Tx; appended: Appended[] }): Promise<void> {
  const userIds = new Set<UserId>()
  for (const { spaceId, targetDeviceId, events } of gather(appended)) {
    const { rows } = await sql<{ user_id: UserId }>`
      select user_id from append_events(${spaceId}::uuid, ${targetDeviceId ?? null}::uuid,
        ${events.map(({ kind }) => kind)}::text[], ${events.map(({ ids }) => JSON.stringify(ids))}::jsonb[])
    `.execute(tx)
    for (const row of rows) userIds.add(row.user_id)
  }
  if (userIds.size > 0) afterCommit(tx, () => wake([...userIds]))
}

/** One entry per space and device, in an order that all writers share so that none waits for another in a circle. */
function gather(appended: Appended[]): Appended[] {
  const groups = new Map<string, { first: Appended; events: Map<string, LoggedEvent> }>()
  for (const about of appended) {
    const key = `${about.spaceId} ${about.targetDeviceId ?? ''}`
    const group = groups.get(key) ?? { first: about, events: new Map<string, LoggedEvent>() }
    groups.set(key, group)
    for (const event of about.events) group.events.set(JSON.stringify(event), event)
  }
  const ordered = [...groups].toSorted(([a], [b]) => (a < b ? -1 : 1))
  return ordered
    .map(([, { first, events }]) => ({ ...first, events: [...events.values()] }))
    .filter(({ events }) => events.length > 0)
}
