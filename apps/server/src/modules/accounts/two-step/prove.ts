import type { UserId } from '@kinfolio/contracts'
import type { Clock } from '../../../kernel/clock.ts'
import type { Tx } from '../../../kernel/database/index.ts'
import type { SealPlace, Sealer } from '../../../kernel/secrets/index.ts'
import { hashRecoveryCode } from './recovery-codes.ts'
import { stepOf } from './totp.ts'
import { lockTotp, takeStep, type TotpRow, useUpRecoveryCode } from './two-step.queries.ts'

export type ProveDeps = { clock: Clock; sealer: Sealer }

/** Whether the code is one of the person's app, now. Each code proves once, also to different doors. */
export async function proveTotp(deps: ProveDeps, input: { tx: Tx; userId: UserId; code: string }): Promise<boolean> {
  const row = await lockTotp(input.tx, input.userId)
  return row !== undefined && row.confirmed_at !== null && takeCode(deps, { ...input, row })
}

/** The same of a secret that was not confirmed yet. */
export async function takeCode(
  deps: ProveDeps,
  { tx, userId, code, row }: { tx: Tx; userId: UserId; code: string; row: TotpRow },
): Promise<boolean> {
  const secret = deps.sealer.open(row.secret, sealPlace(userId))
  const lastStep = row.last_step === null ? undefined : Number(row.last_step)
  const step = stepOf(code, { secret, now: deps.clock.now(), lastStep })
  if (step === undefined) return false
  await takeStep(tx, { userId, step })
  return true
}

/** Whether it was one of the person's recovery codes, which is spent from now on. */
export async function proveRecoveryCode(
  deps: Pick<ProveDeps, 'clock'>,
  { tx, userId, code }: { tx: Tx; userId: UserId; code: string },
): Promise<boolean> {
  return useUpRecoveryCode(tx, { userId, sha256: hashRecoveryCode(code), now: deps.clock.now() })
}

/** A secret copied into another person's row does not open. */
export function sealPlace(userId: UserId): SealPlace {
  return { spaceId: userId, purpose: 'totp', table: 'totp_secrets', rowId: userId }
}
