import { at, keysOf, listAt } from './json.ts'
import type { ScriptedPage } from './vendor-server.ts'

/** Scripted pages in the form that vision readers ask for: boxes in thousandths, certainty 0 to 100. */
export function visionJson(pages: readonly ScriptedPage[]): string {
  const raw = pages.find((page) => typeof page === 'object' && 'raw' in page)
  if (raw && typeof raw === 'object' && 'raw' in raw) return raw.raw
  return JSON.stringify({
    pages: pages.map((page, index) => ({
      page: index + 1,
      language: typeof page === 'object' && 'lines' in page ? (page.language ?? 'en') : 'en',
      lines: linesOf(page).map(({ text, kind = 'line', confidence = 0.9, box }, row) => ({
        text,
        kind,
        box: (box ?? defaultBox(row, linesOf(page).length)).map((edge) => Math.round(edge * 1000)),
        certainty: Math.round(confidence * 100),
      })),
    })),
  })
}

/** Where a line stands when the script does not say: one below the other on the middle of the page. */
export function defaultBox(row: number, rows: number): readonly [number, number, number, number] {
  const height = 0.8 / Math.max(1, rows)
  return [0.1, 0.1 + row * height, 0.9, 0.1 + (row + 0.7) * height]
}

export function linesOf(page: ScriptedPage) {
  return typeof page === 'object' && 'lines' in page ? page.lines : []
}

/** The first place where a value breaks a JSON schema, among the keywords that structured outputs know. */
export function schemaProblem(value: unknown, schema: unknown): string | undefined {
  const type = at(schema, 'type')
  if (!typeFits(value, type)) return `expected ${String(type)}, got ${JSON.stringify(value)?.slice(0, 40)}`
  const allowed = at(schema, 'enum')
  if (Array.isArray(allowed) && !allowed.includes(value)) return `not one of ${allowed.join(', ')}`
  if (type === 'array') {
    return listAt(value)
      .map((entry) => schemaProblem(entry, at(schema, 'items')))
      .find((problem) => problem !== undefined)
  }
  if (type !== 'object') return undefined
  const names = keysOf(at(schema, 'properties'))
  const missing = listAt(schema, 'required')
    .filter((name) => typeof name === 'string')
    .find((name) => !keysOf(value).includes(name))
  if (missing !== undefined) return `${missing} is missing`
  const extra = keysOf(value).find((name) => !names.includes(name))
  if (extra !== undefined) return `${extra} is unknown`
  // What is not required may be left out.
  return names
    .filter((name) => keysOf(value).includes(name))
    .map((name) => schemaProblem(at(value, name), at(schema, 'properties', name)))
    .find((problem) => problem !== undefined)
}

function typeFits(value: unknown, type: unknown): boolean {
  if (type === 'array') return Array.isArray(value)
  if (type === 'integer') return Number.isInteger(value)
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value)
  return typeof value === type
}

/** Keywords that structured outputs refuse, and objects left open; undefined for an acceptable schema. */
export function unacceptableSchema(schema: unknown): string | undefined {
  const refused = ['minimum', 'maximum', 'minLength', 'maxLength', 'maxItems', 'multipleOf', 'prefixItems']
  const found = keysOf(schema).find((name) => refused.includes(name))
  if (found !== undefined) return `For '${String(at(schema, 'type'))}' type, property '${found}' is not supported`
  if (at(schema, 'type') === 'object' && at(schema, 'additionalProperties') !== false) {
    return `For 'object' type, 'additionalProperties' must be explicitly set to false`
  }
  const inner = [at(schema, 'items'), ...keysOf(at(schema, 'properties')).map((name) => at(schema, 'properties', name))]
  return inner.map((one) => (one === undefined ? undefined : unacceptableSchema(one))).find((one) => one !== undefined)
}
