import * as contracts from '@kinfolio/contracts'
import type { AnyFileRoute, AnyRoute } from '@kinfolio/contracts'
import { accessTable } from '../access-table.ts'
import type { Answer, Holdings, World } from '../access-world.ts'
import type { Row } from './row.ts'

export type AnyOne = AnyRoute | AnyFileRoute
const isRoute = (value: unknown): value is AnyOne =>
  typeof value === 'object' && value !== null && 'path' in value && 'access' in value
/** Every route of the contracts, by its name. */
export const routes = Object.entries<unknown>(contracts).flatMap(([name, value]) =>
  isRoute(value) ? [{ name, route: value }] : [],
)
export const ofASpace = routes.filter(({ route }) => route.access === 'space')
export const withIds = ofASpace.filter(({ route }) => route.path.includes(':'))

export function rowOf(name: string): Row {
  const row = accessTable[name]
  if (row === undefined) throw new Error(`no row for ${name} in access-table.ts: who may call it?`)
  return row
}

export type Try = { route: AnyOne; row: Row; token: string | undefined; space?: string; ids: Holdings }
export type Extra = { query?: Record<string, string>; json?: object }

/** What belongs to a person is in no space: an id of nothing stands for it. Of what belongs to a space, each kind has an id. */
const idOutside = (world: World, { route, name }: { route: AnyOne; name: string }): string =>
  route.access === 'person' ? world.madeUp.page_id : `no ${name}`

/** Sends what the row says, with ids of somebody in the address. */
export async function attemptIn(
  world: World,
  { route, row, token, space, ids, ...extra }: Try & Extra,
): Promise<Answer> {
  const byName = new Map<string, string>(Object.entries(ids))
  const path = route.path.replace(/:(\w+)/g, (_, name: string) => byName.get(name) ?? idOutside(world, { route, name }))
  const query = new URLSearchParams({ ...row.query, ...extra.query }).toString()
  const json =
    row.json === undefined && extra.json === undefined ? undefined : { ...(await row.json?.(world)), ...extra.json }
  const url = query === '' ? path : `${path}?${query}`
  return world.ask({ method: route.method, url, token, space, json, files: row.files })
}
