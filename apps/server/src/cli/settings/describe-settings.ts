import { z } from 'zod'
import { settings } from '../../config.ts'

const INTRODUCTION = `# Configuration
Printed from the schema by \`npm run kinfolio -- config --write docs/configuration.md\`; a test fails when it is stale.

Everything is set by environment variables, and nothing has to be: without any, one machine runs it all. A wrong value
stops the start with one line that names it. Each variable may also be given as a file, under its name with \`_FILE\`
(\`ADMIN_PASSWORD_FILE=/run/secrets/admin\`); its content counts without surrounding white space. Giving both is an
error, an empty one counts as none. \`npm start -- --demo\` adds a small demo library for the owner.
`

/** docs/configuration.md, from the schema that the server checks its environment with. */
export function describeSettings(): string {
  const rows = Object.entries(settings.shape).map(([name, schema]) => settingRow(name, schema))
  return [INTRODUCTION, '| name | default | meaning |', '|---|---|---|', ...rows, ''].join('\n')
}

function settingRow(name: string, schema: z.ZodType): string {
  const meaning = [schema.description ?? '', ...limitsOf(schema)].filter((part) => part !== '').join(' ')
  return `| \`${name}\` | ${defaultOf(schema)} | ${meaning.replaceAll('|', '\\|')} |`
}

/** What the server takes when nothing is given. */
function defaultOf(schema: z.ZodType): string {
  const taken = schema.safeParse(undefined)
  const value = taken.success ? taken.data : undefined
  if (value === undefined || value === '' || (Array.isArray(value) && value.length === 0)) return ''
  return `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``
}

function limitsOf(schema: z.ZodType): string[] {
  const { enum: choices, minimum, maximum } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
  if (choices?.length === 1) return []
  if (choices !== undefined) return [`One of ${choices.map((choice) => `\`${String(choice)}\``).join(', ')}.`]
  const hasMaximum = maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER
  if (minimum === undefined) return []
  return [hasMaximum ? `${minimum} to ${maximum}.` : `At least ${minimum}.`]
}
