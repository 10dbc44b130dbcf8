/** A JSON object of which nothing is known yet. */
export type JsonObject = Readonly<Record<string, unknown>>

/** Some editors put it in front of what they save; JSON (RFC 8259 §8.1) lets readers pass over it. */
const BYTE_ORDER_MARK = '\ufeff'

/** The object in a JSON text; undefined when it is broken or something else, as cut-off uploads are. */
export function parseObject(json: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(json.startsWith(BYTE_ORDER_MARK) ? json.slice(1) : json)
    return isObject(value) ? value : undefined
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/** Lists are objects to JavaScript, but not here. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The readers below take what has the right type and pass over the rest, since every field may be missing in some firmware. */
export function objectIn(value: unknown): JsonObject {
  return isObject(value) ? value : {}
}

export function listIn(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

export function stringIn(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

export function numberIn(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined
}

/** Values of `.content` version 2 come as {timestamp, value}. */
export function stampedIn(value: unknown): unknown {
  return isObject(value) ? value['value'] : undefined
}

/** Above it a time is not in milliseconds: 10^14 ms is the year 5138, and nanoseconds were seen (facts §2.13). */
const MAX_MILLISECONDS = 1e14

/** Milliseconds since 1970 from a number or a string of digits; undefined for 0, which means never. */
export function timeIn(value: unknown): number | undefined {
  const raw = typeof value === 'string' && value !== '' ? Number(value) : numberIn(value)
  if (raw === undefined || !Number.isFinite(raw) || raw <= 0) return undefined
  return raw > MAX_MILLISECONDS ? Math.round(raw / 1e6) : raw
}
