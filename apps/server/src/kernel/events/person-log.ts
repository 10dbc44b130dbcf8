import type { DeviceId, EventIds, EventKind, SpaceId, UserId } from '@kinfolio/contracts'
import type { Tx } from '../database/index.ts'

export type LoggedEvent = { kind: EventKind; ids: EventIds }

/** The durable log that a person's devices follow. Rows hold ids, never content. */
export type PersonLog = {
  /**
   * Appends to the logs of all members of the space and wakes their sockets after the commit. Comes last in its
   * transaction, since it locks the members' counters.
   */
  append(tx: Tx, about: { spaceId: SpaceId; targetDeviceId?: DeviceId; events: readonly LoggedEvent[] }): Promise<void>
  /** The same for these people alone, whatever spaces they are in: what is about their account, or a space they left. */
  appendFor(
    tx: Tx,
    about: { userIds: readonly UserId[]; targetDeviceId?: DeviceId; events: readonly LoggedEvent[] },
  ): Promise<void>
}
