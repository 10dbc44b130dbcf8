import { spaceId } from '@kinfolio/contracts'
import type { SpaceId, UserId } from '@kinfolio/contracts'
import { chooseSpace, session, spaceInUse } from './client.ts'
import { keys } from './keys.ts'
import { queryClient } from './query-client.ts'

const storageName = (person: UserId): string => `kinfolio.space.${person}`

/**
 * Shows another space of the person, null for their personal one, here and whenever this browser opens Kinfolio. What was
 * known of the space before is forgotten, so that nothing of it is shown beside the new one's.
 */
export async function switchSpace(space: SpaceId | null): Promise<void> {
  if (space === spaceInUse()) return
  chooseSpace(space)
  remember(space)
  const ofSpace = { predicate: ({ queryKey }: { queryKey: readonly unknown[] }) => queryKey[0] !== keys.me[0] }
  await queryClient.cancelQueries(ofSpace)
  queryClient.removeQueries({ ...ofSpace, type: 'inactive' })
  await queryClient.resetQueries({ ...ofSpace, type: 'active' })
}

function remember(space: SpaceId | null): void {
  const person = session.state()?.user.id
  if (person === undefined) return
  try {
    if (space === null) localStorage.removeItem(storageName(person))
    else localStorage.setItem(storageName(person), space)
  } catch (error) {
    // Private windows may forbid storage: the next visit begins in the personal space.
    if (!(error instanceof DOMException)) throw error
  }
}

function remembered(person: UserId): SpaceId | null {
  try {
    return spaceId.safeParse(localStorage.getItem(storageName(person))).data ?? null
  } catch (error) {
    if (!(error instanceof DOMException)) throw error
    return null
  }
}

let personId: UserId | null = null

/** Before anything of a space is asked for: whoever has just signed in is where they were last. */
session.subscribe(() => {
  const nextId = session.state()?.user.id ?? null
  if (nextId === personId) return
  personId = nextId
  chooseSpace(nextId === null ? null : remembered(nextId))
})
