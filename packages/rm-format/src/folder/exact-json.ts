/** What a JSON file can hold. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue }

/** Steps from the root of a JSON text to a value: keys of objects, indexes of lists. */
export type JsonPath = readonly (string | number)[]

const INDENT = 4

/**
 * JSON as the tablet's Qt writes it: keys sorted by code units, four spaces a level, an empty object or list over two
 * lines, a newline at the end (measured: every .metadata and .content file of the corpus that a tablet wrote).
 */
export function tabletJson(value: JsonValue): string {
  return `${indented(value, 0)}\n`
}

/**
 * A JSON text with one value changed, put in (in the order of the keys) or, where `value` is undefined, taken out. All
 * other bytes stay as they are: spaces, numbers beyond 53 bits, fields of firmware to come. Objects on the way that are
 * missing are made.
 * @throws SyntaxError when the text is no JSON, RangeError when a step leads through a value that is no object or list,
 * or behind the end of a list.
 */
export function changeJson(text: string, change: { path: JsonPath; value: JsonValue | undefined }): string {
  const { path, value } = change
  const start = text.startsWith('\ufeff') ? 1 : 0
  JSON.parse(text.slice(start))
  const isIndented = text.includes('\n')
  let at = skipSpace(text, start)
  for (const [depth, step] of path.entries()) {
    const members = membersOf(text, at)
    const found = typeof step === 'number' ? members[step] : members.find(({ key }) => key === step)
    if ((typeof step === 'number') !== (text[at] === '[')) throw new RangeError(`${describe(path, depth)} is not there`)
    if (found === undefined) {
      if (value === undefined) return text
      const missing = path.slice(depth + 1).reduceRight<JsonValue>((inner, key) => ({ [key]: inner }), value)
      return inserted(text, { at, members, step, value: missing, depth: depth + 1, isIndented })
    }
    if (depth === path.length - 1 && value === undefined) return removed(text, { at, members, found })
    at = found.from
  }
  const end = endOfValue(text, at)
  if (value === undefined || sameValue(text.slice(at, end), value)) return text
  return text.slice(0, at) + format(value, { depth: path.length, isIndented }) + text.slice(end)
}

/** A key (undefined in lists) and where its value stands; `start` is where the key does. */
type Member = { key: string | undefined; start: number; from: number; to: number }

/** The text is known to be JSON here, so that every bracket has its partner. */
function membersOf(text: string, at: number): Member[] {
  const members: Member[] = []
  if (text[at] !== '{' && text[at] !== '[') return members
  let place = skipSpace(text, at + 1)
  while (text[place] !== '}' && text[place] !== ']') {
    const start = place
    let key: string | undefined
    if (text[at] === '{') {
      const end = endOfValue(text, place)
      key = String(JSON.parse(text.slice(place, end)))
      place = skipSpace(text, skipSpace(text, end) + 1)
    }
    const to = endOfValue(text, place)
    members.push({ key, start, from: place, to })
    place = skipSpace(text, to)
    if (text[place] === ',') place = skipSpace(text, place + 1)
  }
  return members
}

/** Where the value ends that begins here. */
function endOfValue(text: string, at: number): number {
  let depth = 0
  for (let place = at; place < text.length; place++) {
    const sign = text[place]
    if (sign === '"') place = endOfString(text, place)
    else if (sign === '{' || sign === '[') depth++
    else if (sign === '}' || sign === ']') depth--
    else if (depth > 0 || !/[\s,:]/.test(sign ?? '')) continue
    else return place
    // A closing bracket ends the value that it opened, or stands behind a bare one.
    if (depth < 0) return place
    if (depth === 0) return place + 1
  }
  return text.length
}

/** Where the string ends that begins here; a backslash takes the sign behind it along. */
function endOfString(text: string, at: number): number {
  let place = at + 1
  while (text[place] !== '"') place += text[place] === '\\' ? 2 : 1
  return place
}

function skipSpace(text: string, at: number): number {
  let place = at
  while (/\s/.test(text[place] ?? '')) place++
  return place
}

type Insertion = {
  at: number
  members: readonly Member[]
  step: string | number
  value: JsonValue
  depth: number
  isIndented: boolean
}

/** Before the first key that sorts after it, as Qt would have put it; in lists at the end. */
function inserted(text: string, { at, members, step, value, depth, isIndented }: Insertion): string {
  if (text[at] !== '{' && text[at] !== '[')
    throw new RangeError(`${JSON.stringify(step)} cannot be put into ${text[at]}`)
  if (typeof step === 'number' && step !== members.length) throw new RangeError(`the list has no place ${step}`)
  const key = typeof step === 'number' ? '' : `${JSON.stringify(step)}:${isIndented ? ' ' : ''}`
  const piece = key + format(value, { depth, isIndented })
  const next = members.find((member) => member.key !== undefined && typeof step === 'string' && member.key > step)
  const line = isIndented ? `\n${' '.repeat(INDENT * depth)}` : ''
  if (next !== undefined) return `${text.slice(0, next.start)}${piece},${line}${text.slice(next.start)}`
  const last = members.at(-1)
  if (last !== undefined) return `${text.slice(0, last.to)},${line}${piece}${text.slice(last.to)}`
  const end = isIndented ? `\n${' '.repeat(INDENT * (depth - 1))}` : ''
  return `${text.slice(0, at + 1)}${line}${piece}${end}${text.slice(endOfValue(text, at) - 1)}`
}

/** With the comma that parted it from its neighbour. */
function removed(text: string, input: { at: number; members: readonly Member[]; found: Member }): string {
  const { members, found } = input
  const index = members.indexOf(found)
  const next = members[index + 1]
  if (next !== undefined) return text.slice(0, found.start) + text.slice(next.start)
  const from = members[index - 1]?.to ?? found.start
  return text.slice(0, from) + text.slice(found.to)
}

/** Numbers may be written in several ways, and keys come in any order: both sides are brought into one form. */
function sameValue(json: string, value: JsonValue): boolean {
  const stored: JsonValue = JSON.parse(json)
  return indented(stored, 0) === indented(value, 0)
}

/** In the way of the text that it goes into: files of other programs may be written on one line. */
function format(value: JsonValue, { depth, isIndented }: { depth: number; isIndented: boolean }): string {
  return isIndented ? indented(value, depth) : JSON.stringify(value)
}

/** Without the newline at the end of a file. */
function indented(value: JsonValue, depth: number): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const line = `\n${' '.repeat(INDENT * (depth + 1))}`
  const pieces = isList(value)
    ? value.map((inner) => indented(inner, depth + 1))
    : Object.entries(value)
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, inner]) => `${JSON.stringify(key)}: ${indented(inner, depth + 1)}`)
  const [open, close] = isList(value) ? '[]' : '{}'
  const inside = pieces.length === 0 ? '' : line + pieces.join(`,${line}`)
  return `${open}${inside}\n${' '.repeat(INDENT * depth)}${close}`
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value)
}

function describe(path: JsonPath, depth: number): string {
  return path.slice(0, depth + 1).join('.')
}
