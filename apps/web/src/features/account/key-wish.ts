import { API_KEY_DAYS, API_KEY_DAYS_MAX, type ApiScope, spaceId } from '@kinfolio/contracts'

/** What a person wants of a new key, as the form holds it: no space is every space. */
export type KeyWish = { name: string; scopes: ApiScope[]; spaceId: string; days: number }

export const KEY_DAYS = [7, 30, API_KEY_DAYS, API_KEY_DAYS_MAX] as const
/** To look and no more, until somebody says otherwise. */
export const firstKey: KeyWish = { name: '', scopes: ['read'], spaceId: '', days: API_KEY_DAYS }

export function wishToBody({ name, scopes, spaceId: place, days }: KeyWish) {
  return { name: name.trim(), scopes, days, space_id: place === '' ? null : spaceId.parse(place) }
}
