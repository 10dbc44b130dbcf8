import * as contracts from '@kinfolio/contracts'
import { type AnyFileRoute, type AnyRoute, generalProblems, type Tag } from '@kinfolio/contracts'
import { z } from 'zod'

type Served = AnyRoute | AnyFileRoute

const HEADINGS: Record<Tag, string> = {
  accounts: 'Accounts',
  spaces: 'Spaces',
  upload: 'Handing files in',
  library: 'Library',
  search: 'Search',
  recognition: 'Reading pages',
  jobs: 'Jobs',
  audit: 'Activity',
  privacy: 'Taking away and deleting',
  notices: 'Notices, mail and webhooks',
  system: 'System',
}
const WHO: Record<Served['access'], string> = {
  public: 'anyone',
  person: 'a signed-in person',
  space: 'a member of the space',
}

/** Every route that the contracts declare. */
export function declaredRoutes(): Served[] {
  const isRoute = (value: unknown): value is Served =>
    typeof value === 'object' && value !== null && 'path' in value && 'method' in value && 'problems' in value
  const order = ({ path, method }: Served): string => `${path} ${method}`
  return Object.values<unknown>(contracts)
    .filter(isRoute)
    .toSorted((a, b) => (order(a) < order(b) ? -1 : 1))
}

/** `docs/api.md`: the API in words, for people; programs read `/docs/json`. */
export function printApi(): string {
  const byTag = Map.groupBy(declaredRoutes(), (route) => route.tag)
  const sections = Object.entries(HEADINGS).flatMap(([tag, heading]) => {
    // The keys of HEADINGS are the tags.
    const routes = byTag.get(tag as Tag) ?? []
    return routes.length === 0 ? [] : [`## ${heading}`, ...routes.map(printRoute)]
  })
  return [INTRODUCTION, ...sections, ...printProblems()].join('\n\n').concat('\n')
}

const INTRODUCTION = `# API

Printed from \`packages/contracts\`; a test fails when this page is stale. A running server shows the same as OpenAPI 3.1 at
\`/docs\`, with every field's schema.

- **Sign in** with \`POST /api/auth/login\` and send \`Authorization: Bearer <access_token>\`. An account that asks for more than
  a password answers 202 with the ways to go on. An access token lasts 15 minutes;
  \`POST /api/auth/token/refresh\` exchanges the refresh token for new ones. Each refresh token works once: the same one twice
  ends the session.
- **Spaces**: content routes work in the personal space, or in the one that the header \`X-Kinfolio-Space\` names.
- **Roles**: [who may do what in a space](permissions.md). A role that is not enough is answered \`not-allowed\`.
- **Lists** take \`limit\` and \`cursor\`, and answer \`next_cursor\`, null at the end. Search counts from \`offset\` instead.
- **Failures** are \`application/problem+json\` (RFC 9457). \`type\` is an address on the server that explains it, \`instance\` the
  number of the request in the server's log. Every route may also answer the general problems at the end of this page.
- **Limits**: ${contracts.LIST_LIMIT_MAX} rows a list; requests a minute as \`X-RateLimit-*\` headers tell, 429 with \`Retry-After\` beyond.
- **Live**: a WebSocket at \`${contracts.REALTIME_PATH}\`, messages as in \`packages/contracts/src/realtime.ts\`, protocol ${contracts.REALTIME_PROTOCOL}.
  Say \`{"type":"hello","protocol":${contracts.REALTIME_PROTOCOL},"token":"…","since":<last seq>}\` first; what was missed is sent, then what happens.`

function printRoute(route: Served): string {
  const isJson = 'answer' in route
  const lines = [
    `### \`${route.method} ${route.path}\``,
    `${route.summary}. For ${WHO[route.access]}${route.perMinute === undefined ? '' : `, ${route.perMinute} times a minute`}.`,
    ...fieldsOf('Path', route.params),
    ...fieldsOf('Query', route.query),
    ...(isJson ? fieldsOf('Body', route.body) : []),
    isJson ? `Answers ${answersOf(route).join(', or ')}.` : `Answers 200 with ${route.produces.join(' or ')}.`,
  ]
  if (route.problems.length > 0) {
    lines.push(`Problems: ${route.problems.map((one) => `\`${nameOf(one.type)}\` (${one.status})`).join(', ')}.`)
  }
  return lines.join('\n\n')
}

function answersOf({ status, answer, otherwise }: AnyRoute): string[] {
  const ways = [{ status, answer }, ...(otherwise === undefined ? [] : [otherwise])]
  return ways.map((way) => `${way.status}${answerWords(way.answer)}`)
}

function answerWords(answer: z.ZodType): string {
  const names = fieldNames(answer)
  return names.length === 0 ? '' : ` with ${names.map((name) => `\`${name}\``).join(', ')}`
}

function fieldsOf(title: string, schema: z.ZodType): string[] {
  const names = fieldNames(schema)
  return names.length === 0 ? [] : [`${title}: ${names.map((name) => `\`${name}\``).join(', ')}`]
}

/** Names of an object's fields, with a question mark where one may be left out. */
function fieldNames(schema: z.ZodType): string[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) {
    const inner: unknown = schema.unwrap()
    return inner instanceof z.ZodType ? fieldNames(inner) : []
  }
  // The first of what may be given is the usual one.
  if (schema instanceof z.ZodUnion) {
    const [usual]: readonly unknown[] = schema.options
    return usual instanceof z.ZodType ? fieldNames(usual) : []
  }
  if (!(schema instanceof z.ZodObject)) return []
  const shape: Record<string, unknown> = schema.shape
  return Object.entries(shape).map(([name, field]) =>
    field instanceof z.ZodType && field.safeParse(undefined).success ? `${name}?` : name,
  )
}

function printProblems(): string[] {
  const rows = generalProblems.map(({ type, status, title }) => `| \`${nameOf(type)}\` | ${status} | ${title} |`)
  return ['## General problems', ['| problem | status | says |', '|---|---|---|', ...rows].join('\n')]
}

function nameOf(type: string): string {
  return type.slice('/problems/'.length)
}
