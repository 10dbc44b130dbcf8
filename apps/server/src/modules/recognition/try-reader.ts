import type { ReaderInput } from '@kinfolio/contracts'
import type { Context } from '../../kernel/database/index.ts'
import type { Actor } from '../../kernel/http/index.ts'
import { Outage } from '../../kernel/outage.ts'
import { requirePermission } from '../spaces/index.ts'
import { withChoice } from './choose-reader.ts'
import { messages } from './messages.ts'
import { findReader } from './reader-settings.queries.ts'
import type { ReaderTest } from './reader.port.ts'
import { choiceOf, refuseIncomplete, type SpaceReaderDeps } from './space-reader.ts'

export type ReaderTrial = { ok: boolean; message: string; took_ms: number }

const TRIAL_TIMEOUT_MS = 30_000

/** The Test button: asks a reader with these settings, saved or not, who it is. Nothing of the space is sent. */
export async function tryReader(
  deps: SpaceReaderDeps,
  input: { context: Context; actor: Actor; choice: ReaderInput; signal: AbortSignal },
): Promise<ReaderTrial> {
  const { spaceId } = input.actor
  requirePermission(input.actor, 'choose the reader')
  const before = await deps.database.read(input.context, (db) => findReader(db, spaceId))
  const choice = choiceOf(deps, { stored: withChoice(deps, { before, choice: input.choice, spaceId }), spaceId })
  refuseIncomplete(choice)

  const startedAt = performance.now()
  const answer = await ask(async () => {
    const reader = await deps.readers.open(choice)
    return reader.test(AbortSignal.any([input.signal, AbortSignal.timeout(TRIAL_TIMEOUT_MS)]))
  })
  return { ...answer, took_ms: Math.round(performance.now() - startedAt) }
}

async function ask(test: () => Promise<ReaderTest>): Promise<{ ok: boolean; message: string }> {
  try {
    const answer = await test()
    return answer.ok
      ? { ok: true, message: messages.readerReady(answer.details) }
      : { ok: false, message: answer.details }
  } catch (error) {
    if (error instanceof Outage) return { ok: false, message: error.message }
    if (error instanceof DOMException) return { ok: false, message: messages.noAnswerWithin(TRIAL_TIMEOUT_MS / 1_000) }
    throw error
  }
}
