import { v7 } from 'uuid'
import type { z } from 'zod'

/** A new id of one kind, a UUIDv7: `newId(documentId)`. Ids of one process sort in the order they were made. */
export function newId<Schema extends z.ZodType<unknown, string>>(kind: Schema): z.output<Schema> {
  return kind.parse(v7())
}
