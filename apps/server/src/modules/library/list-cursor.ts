import { invalidRequest } from '@kinfolio/contracts'
import type { z } from 'zod'
import { messages } from '../../kernel/messages.ts'
import { parseJson } from '../../kernel/parse-json.ts'

/** Says after which row a list goes on. Opaque to callers, who only hand it back. */
export function writeCursor(keys: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(keys)).toString('base64url')
}

/** Throws `invalid-request` for what no list of this kind has handed out. */
export function readCursor<Keys extends z.ZodType>(keys: Keys, cursor: string): z.output<Keys> {
  const parsed = keys.safeParse(parseJson(Buffer.from(cursor, 'base64url').toString()))
  if (parsed.success) return parsed.data
  throw invalidRequest({ issues: [{ path: 'cursor', message: messages.cursorForeign }] })
}

/** Splits the row too many, which tells that there are more, from a list that was asked for `limit` + 1 rows. */
export function portion<Row>(rows: Row[], limit: number): { rows: Row[]; last: Row | undefined } {
  const shown = rows.slice(0, limit)
  return { rows: shown, last: rows.length > limit ? shown.at(-1) : undefined }
}
