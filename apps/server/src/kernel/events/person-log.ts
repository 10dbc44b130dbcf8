import type { DeviceId, EventIds, EventKind, SpaceId } from '@kinfolio/contracts'
import type { Tx } from '../database/index.ts'

export type LoggedEvent = { kind: EventKind; ids: EventIds }

/** The durable log that a person's devices follow. Rows hold ids, never content. */
export type PersonLog = {
  /**
   * Appends to the logs of all members of the space and wakes their sockets after the commit. Comes last in its
   * transaction, since it locks the members' counters.
   */
  append(tx: Tx, about: { spaceId: SpaceId; targetDeviceId?: DeviceId; events: readonly LoggedEvent[] }): Promise<void>
}
