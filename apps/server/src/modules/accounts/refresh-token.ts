export const SESSION_DAYS = 30
/** An answer may be lost on its way; asking again with the same token within this time is no theft. */
export const REFRESH_GRACE_S = 60

export type RefreshTokenRow = { used_at: Date | null; replaced_by: Buffer | null }

/** What a refresh token that was handed in deserves. */
export type Verdict = 'fresh' | 'lost-answer' | 'reused'

/**
 * A token works once. Handed in again, it was stolen from one of two holders, and both lose the session; unless it comes
 * shortly after and its successor was never used, which is what a lost answer looks like.
 */
export function judge(token: RefreshTokenRow, at: { successor: RefreshTokenRow | undefined; now: Date }): Verdict {
  const { successor, now } = at
  if (token.used_at === null) return 'fresh'
  const sinceUseS = (now.getTime() - token.used_at.getTime()) / 1_000
  return sinceUseS <= REFRESH_GRACE_S && successor !== undefined && successor.used_at === null
    ? 'lost-answer'
    : 'reused'
}
