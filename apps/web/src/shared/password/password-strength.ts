import { PASSWORD_MIN_LENGTH } from '@kinfolio/contracts'

export type PasswordVerdict =
  | { verdict: 'empty' }
  | { verdict: 'missing'; missing: number }
  | { verdict: 'repeats' }
  | { verdict: 'good' }
  | { verdict: 'strong' }

/** Below this many different characters a long password is still a short idea. */
const DISTINCT_MIN = 6
const STRONG_LENGTH = 18
const STRONG_DISTINCT = 10

/** What to say about a password while it is typed. The server has the last word on common ones. */
export function judgePassword(password: string): PasswordVerdict {
  const characters = Array.from(password)
  if (characters.length === 0) return { verdict: 'empty' }
  if (characters.length < PASSWORD_MIN_LENGTH)
    return { verdict: 'missing', missing: PASSWORD_MIN_LENGTH - characters.length }
  const distinct = new Set(characters).size
  if (distinct < DISTINCT_MIN) return { verdict: 'repeats' }
  return { verdict: characters.length >= STRONG_LENGTH && distinct >= STRONG_DISTINCT ? 'strong' : 'good' }
}
