import type { Permission } from '@kinfolio/contracts'
import type { Holdings, World } from '../access-world.ts'

/** Who of a space may: everyone who can look into it, or those whom the matrix of the contracts allows the action. */
export type Reach = 'look' | Permission
/** What a row needs beyond its address: a query, a body, files, or something that has to be there first. */
type Needs = {
  query?: Record<string, string>
  json?: (world: World) => Promise<object> | object
  files?: Record<string, string>
  /** Makes what the request uses up, and answers the ids that take the place of those in the space. */
  first?: (world: World) => Promise<Partial<Holdings>>
}
export type Row = Needs & {
  /** Routes of a space name the action, and the matrix says who may; the others say what everybody is answered. */
  for: Reach | 'signed in' | 'everybody'
  /** The status of who may, where it is not the one the contract names. */
  answer?: number
  /** What the caller loses by it, so that somebody in the same role, made for it, calls. */
  spends?: 'membership'
}
