import type { SpaceId } from '@kinfolio/contracts'
import type { Tx } from '../../../kernel/database/index.ts'

/**
 * Asked in the transaction in which somebody has just joined, with the newcomer among the members and the space locked;
 * the transaction is of the newcomer's context. Throws `space-is-full` when there is no room for them.
 */
export type RequireRoom = (tx: Tx, spaceId: SpaceId) => Promise<void>

/** There is room for everybody until a plan says otherwise. */
export const requireRoomForMember: RequireRoom = async () => undefined
