import { uploadFiles } from '@kinfolio/contracts'
import type { ProblemOf } from '@kinfolio/contracts'
import { CallFailed } from '../api/call-failed.ts'
import type { BatchOutcome } from './run-intake.ts'

/** What the server's answer means; anything undeclared is a break, which can be tried again. */
export function outcomeOf(status: number, text: string): BatchOutcome {
  const body = parseJson(text)
  const answer = uploadFiles.answer.safeParse(body)
  if (status === uploadFiles.status && answer.success) return { outcome: 'stored', answer: answer.data }
  const problem = problemIn(body)
  if (problem !== null) return { outcome: 'refused', problem }
  return { outcome: 'broken', cause: new CallFailed({ kind: 'refused', status }) }
}

function problemIn(body: unknown): ProblemOf<typeof uploadFiles> | null {
  for (const { schema } of uploadFiles.problems) {
    const parsed = schema.safeParse(body)
    if (parsed.success) return parsed.data
  }
  return null
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}
