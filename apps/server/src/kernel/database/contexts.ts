import type { SpaceId, UserId } from '@kinfolio/contracts'

/**
 * For whom a transaction works. There are exactly these five; row-level security shows each of them its own
 * rows and nothing else (sql/0001).
 *
 * - `person`: a signed-in person in all their spaces, or in the one named.
 * - `sign-in`: nobody yet; exact look-ups through definer functions, and the rows of a new account.
 * - `share-link`: the holder of a link. Shows nothing until links exist.
 * - `job`: one space, on behalf of the person who asked; or work for that person alone.
 * - `sweep`: upkeep over all spaces: leases, expired rows, orphaned bytes.
 */
export type Context =
  | { readonly kind: 'person'; readonly userId: UserId; readonly spaceId?: SpaceId | undefined }
  | { readonly kind: 'sign-in' }
  | { readonly kind: 'share-link' }
  | { readonly kind: 'job'; readonly spaceId: SpaceId | undefined; readonly onBehalfOf: UserId | undefined }
  | { readonly kind: 'sweep' }

export const SIGN_IN: Context = { kind: 'sign-in' }
export const SWEEP: Context = { kind: 'sweep' }

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/**
 * The statement that opens a transaction in a context. One simple query, so that it costs one round trip;
 * ids are checked here because a simple query has no parameters.
 */
export function beginStatement(context: Context, access: 'read only' | 'read write'): string {
  const settings = [`set_config('kinfolio.context', '${context.kind}', true)`]
  const user = context.kind === 'person' ? context.userId : context.kind === 'job' ? context.onBehalfOf : undefined
  const space = context.kind === 'person' || context.kind === 'job' ? context.spaceId : undefined
  if (user !== undefined) settings.push(`set_config('kinfolio.user_id', '${checked(user)}', true)`)
  if (space !== undefined) settings.push(`set_config('kinfolio.space_id', '${checked(space)}', true)`)
  return `begin ${access}; select ${settings.join(', ')}`
}

function checked(id: string): string {
  if (!UUID.test(id)) throw new TypeError(`a context needs lower-case UUIDs, not ${JSON.stringify(id)}`)
  return id
}
