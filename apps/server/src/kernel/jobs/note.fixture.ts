import { z } from 'zod'
import type { Log } from '../log.ts'
import { defineJob } from './index.ts'

/** The kind of job that tests run; here and not beside the bench since killed worker processes need it as well. */
export const note = defineJob({ kind: 'testing.note', payload: z.object({ text: z.string() }), maxAttempts: 3 })

export const quiet: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
}
