import { sql } from 'kysely'
import { tooManyInvitations } from '@kinfolio/contracts'
import type { Tx } from '../../../kernel/database/index.ts'
import { hashSecret, makeCode } from './invitation-secret.ts'

/** Codes are few and short: one that another invitation of the server has, or lately had, is thrown again. */
const THROWS_MAX = 50

export async function findFreeCode(tx: Tx): Promise<string> {
  for (let thrown = 0; thrown < THROWS_MAX; thrown += 1) {
    const code = makeCode()
    const { rows } = await sql<{ is_free: boolean }>`
      select is_free_invitation_secret(${hashSecret(code)}) as is_free`.execute(tx)
    if (rows[0]?.is_free === true) return code
  }
  throw tooManyInvitations({ limit_invitations: THROWS_MAX })
}
