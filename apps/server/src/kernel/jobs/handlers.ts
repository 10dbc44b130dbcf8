import { PayloadUnreadable } from './backoff.ts'
import type { JobHandler } from './job.ts'
import type { JobRow } from './job-rows.ts'
import type { z } from 'zod'

/** Each kind of job has one handler; what it takes is forgotten here and parsed before it is called. */
export type Handlers = Map<string, JobHandler<z.ZodType>>

export function handlerOf(handlers: Handlers, row: Pick<JobRow, 'kind'>): JobHandler<z.ZodType> {
  const handler = handlers.get(row.kind)
  // Another process of a newer version may know it, so the job is tried again.
  if (handler === undefined) throw new TypeError(`nothing handles jobs of kind ${row.kind}`)
  return handler
}

export function readPayload(handler: JobHandler<z.ZodType>, row: Pick<JobRow, 'id' | 'payload'>): unknown {
  const parsed = handler.kind.payload.safeParse(row.payload)
  if (!parsed.success)
    throw new PayloadUnreadable(`the payload of job ${row.id} is not readable`, { cause: parsed.error })
  return parsed.data
}
