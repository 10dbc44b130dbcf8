import { availableParallelism } from 'node:os'
import { passwordTooWeak, PASSWORD_MIN_LENGTH, busy } from '@kinfolio/contracts'
import { hash, verify } from '@node-rs/argon2'
import { isCommon, isPersonal } from './common-passwords.ts'

/** Argon2id; a server with little memory may lower these, never the other way without measuring. */
export type PasswordCost = { memoryKib: number; passes: number; lanes: number }
const PASSWORD_COST: PasswordCost = { memoryKib: 64 * 1024, passes: 3, lanes: 4 }

/** At most two hashes at once hold at most 128 MiB; more callers wait in a line of bounded length. */
const HASHES_AT_ONCE = Math.min(2, availableParallelism())
const HASHES_WAITING_MAX = 50
const BUSY_RETRY_S = 2

export type Passwords = {
  /** For a new password, of whom it is. Throws `password-too-weak`, and `busy` when too many are waiting. */
  hash(password: string, whose?: Whose): Promise<string>
  /** Takes as long without a stored hash as with one, so that timing tells nobody which accounts exist. */
  verify(password: string, stored: string | null | undefined): Promise<boolean>
  /** A new hash of a password that is known to be right, where the stored one cost less than is asked for now. */
  renew(password: string, stored: string): Promise<string | undefined>
}
type Whose = { email: string; name: string }

export function createPasswords(cost: PasswordCost = PASSWORD_COST): Passwords {
  // 2 is Argon2id; the package exports it as a const enum, which type stripping cannot read.
  const settings = { algorithm: 2, memoryCost: cost.memoryKib, timeCost: cost.passes, parallelism: cost.lanes }
  const inLine = createLine({ atOnce: HASHES_AT_ONCE, waitingMax: HASHES_WAITING_MAX })
  let decoy: string | undefined
  // Kept only when it was made: a line that was full once must not turn unknown accounts away for ever.
  const makeDecoy = async (): Promise<string> =>
    (decoy ??= await inLine(async () => hash('no account has this password', settings)))

  return {
    async hash(password, whose) {
      await refuseWeak(password, whose)
      return inLine(async () => hash(normal(password), settings))
    },
    async verify(password, stored) {
      const against = stored ?? (await makeDecoy())
      const isRight = await inLine(async () => verify(against, normal(password)))
      return isRight && stored !== null && stored !== undefined
    },
    async renew(password, stored) {
      return isCheaper(stored, cost) ? inLine(async () => hash(normal(password), settings)) : undefined
    },
  }
}

/** NIST SP 800-63B: length is what counts, and that nobody else would think of it. */
export async function refuseWeak(password: string, whose?: Whose): Promise<void> {
  const refuse = (why: 'short' | 'common' | 'personal') => passwordTooWeak({ min_length: PASSWORD_MIN_LENGTH, why })
  if (Array.from(password).length < PASSWORD_MIN_LENGTH) throw refuse('short')
  if (new Set(password).size < DIFFERENT_SIGNS_MIN || (await isCommon(password))) throw refuse('common')
  if (whose !== undefined && isPersonal(password, whose)) throw refuse('personal')
}
const DIFFERENT_SIGNS_MIN = 4

/** Whether a stored hash was made with less of anything than is asked for now; one that cannot be read stays. */
function isCheaper(stored: string, cost: PasswordCost): boolean {
  const [, m, t, p] = /\$m=(\d+),t=(\d+),p=(\d+)\$/.exec(stored) ?? []
  return m !== undefined && (Number(m) < cost.memoryKib || Number(t) < cost.passes || Number(p) < cost.lanes)
}

/** The same password typed on two keyboards may differ in how an accent is composed. */
function normal(password: string): string {
  return password.normalize('NFKC')
}

type Line = <Answer>(work: () => Promise<Answer>) => Promise<Answer>

function createLine(limits: { atOnce: number; waitingMax: number }): Line {
  const waiting: (() => void)[] = []
  let running = 0
  return async (work) => {
    if (running >= limits.atOnce) {
      if (waiting.length >= limits.waitingMax)
        throw busy({ retry_after_s: BUSY_RETRY_S }, { retryAfterS: BUSY_RETRY_S })
      await new Promise<void>((enter) => waiting.push(enter))
    } else running++
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next === undefined) running--
      else next()
    }
  }
}
