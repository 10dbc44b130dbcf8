import type { Actor } from '../../kernel/http/index.ts'

/** Who did it, where and from where, for the audit log. */
export function doneBy({ userId, spaceId, address }: Actor) {
  return { actorId: userId, spaceId, address }
}
