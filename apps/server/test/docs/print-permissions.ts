import * as contracts from '@kinfolio/contracts'
import { type AnyFileRoute, type AnyRoute, mayDo, memberRole, type Permission, permissions } from '@kinfolio/contracts'
import { accessTable } from '../access-table.ts'

// The table's own names.
const ACTIONS = Object.keys(permissions) as Permission[]

/** `docs/permissions.md`: the matrix of the contracts, with the routes that the access tests try for each action. */
export function printPermissions(): string {
  const head = `| in a space, to … | ${memberRole.options.join(' | ')} | routes |`
  const line = `|---|${memberRole.options.map(() => ':-:').join('|')}|---|`
  const rows = ACTIONS.map((action) => {
    const marks = memberRole.options.map((role) => (mayDo(role, action) ? 'yes' : '·'))
    return `| ${[action, ...marks, routesOf(action).join(', ')].join(' | ')} |`
  })
  const looking = `| look at what is in it | ${memberRole.options.map(() => 'yes').join(' | ')} | every other GET |`
  return [INTRODUCTION, [head, line, looking, ...rows].join('\n'), RULES].join('\n\n').concat('\n')
}

function routesOf(action: Permission): string[] {
  const routes = new Map<string, unknown>(Object.entries(contracts))
  return Object.entries(accessTable)
    .filter(([, row]) => row.for === action)
    .map(([name]) => {
      // Every row of the table is a route; the access tests hold it to that.
      const { method, path } = routes.get(name) as AnyRoute | AnyFileRoute
      return `\`${method} ${path}\``
    })
}

const INTRODUCTION = `# Who may do what

Printed from \`packages/contracts/src/permissions.ts\`, which the server asks and the interface reads; a test fails when this page
is stale. \`access-matrix.pg.test.ts\` tries every route as every role and expects what this table says.`

const RULES = `Beyond the table:

- A space that one is no member of looks like one that does not exist: 404, never 403.
- An admin invites, and changes the role of others, up to admin; owners are touched by owners alone.
- The last owner can neither leave, be removed nor step down: the space is handed over first.
- A personal space has one member for ever; it is neither shared nor left.
- An invitation never changes the role of somebody who already is a member.`
