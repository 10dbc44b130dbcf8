import type { SignInMethod, UserId } from '@kinfolio/contracts'
import type { Visitor } from '../open-session.ts'
import type { Db } from '../../../kernel/database/index.ts'

/** When it is asked, and of whom; of nobody in particular where what an account has is looked at. */
type Occasion = { now: Date; visitor?: Visitor | undefined }

/**
 * One way to prove more than a password. `asks`: the account has it, and a password alone opens no session any more.
 * `helps`: it is offered where another one asks, such as recovery codes. `absent`: the account has it not.
 */
export type SecondFactor = {
  readonly method: SignInMethod
  /** In the person's own context. */
  standing(db: Db, userId: UserId, at: Occasion): Promise<'asks' | 'helps' | 'absent'>
}

/** What an account asks for beyond a password, any one of them; none when its password is enough. */
export async function methodsAskedFor(
  db: Db,
  input: { factors: readonly SecondFactor[]; userId: UserId } & Occasion,
): Promise<SignInMethod[]> {
  const offered: SignInMethod[] = []
  let isAsked = false
  for (const { method, standing } of input.factors) {
    const stands = await standing(db, input.userId, input)
    if (stands !== 'absent') offered.push(method)
    isAsked ||= stands === 'asks'
  }
  return isAsked ? offered : []
}
