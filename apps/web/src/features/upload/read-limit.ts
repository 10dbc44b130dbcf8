import { leftOf, type QuotaUsage, readPagesMax } from '@kinfolio/contracts'

/** From so many files on a person is asked once whether all of their pages shall be read at once. */
export const LARGE_UPLOAD_FILES = 200
/** What is offered where the plan does not say how many pages are left. */
const READ_FIRST_PAGES = 100

/** What a person says about the pages to be read: nothing, or a number as they typed it. */
export type ReadLimit = { isOn: boolean; typed: string }

/** Off, with a number that makes sense once it is turned on: what the plan has left. */
export function offeredLimit(pages: QuotaUsage | undefined): ReadLimit {
  const left = pages === undefined ? null : leftOf(pages)
  return { isOn: false, typed: String(left ?? READ_FIRST_PAGES) }
}

/** `null` reads all; `undefined` is no number of pages. */
export function limitWished({ isOn, typed }: ReadLimit): number | null | undefined {
  if (!isOn) return null
  return /^\d+$/.test(typed.trim()) ? readPagesMax.safeParse(typed.trim()).data : undefined
}
