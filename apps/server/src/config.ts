import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { resolve } from 'node:path'
import { isTimeZone, UPLOAD_FILE_BYTES_MAX } from '@kinfolio/contracts'
import { z } from 'zod'
import { RATE_LIMITS } from './kernel/http/index.ts'
import { parseAllowList } from './kernel/outbound/index.ts'
import { smtpSettingsOf } from './smtp-settings.ts'
import { parseJson } from './kernel/parse-json.ts'

/** One setting: its schema, and the line that `docs/configuration.md` prints for it. */
const setting = <Schema extends z.ZodType>(schema: Schema, description: string): Schema => schema.describe(description)

const port = z.coerce.number().int().min(0).max(65_535)
const moreProvider = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'has to be small letters, digits and hyphens'),
  name: z.string().min(1).max(60),
  issuer: z.url({ protocol: /^https?$/ }),
  client_id: z.string().min(1),
  client_secret: z.string().min(1).optional(),
  scope: z.string().default('openid email profile'),
  response_mode: z.enum(['query', 'form_post']).default('query'),
})
const list = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== ''),
  )
const databaseUrl = z
  .string()
  .regex(/^postgres(ql)?:\/\/./, 'has to begin with postgres://')
  .optional()
/** Services to sign in by, beyond the one that has variables of its own. */
const providerList = z
  .string()
  .default('[]')
  .transform((text, context) => {
    const parsed = z.array(moreProvider).safeParse(parseJson(text))
    if (parsed.success) return parsed.data
    const { path, message } = parsed.error.issues[0] ?? { path: [], message: 'is no JSON' }
    context.addIssue({ code: 'custom', message: `${path.join('.')} ${message}`.trim() })
    return z.NEVER
  })
const perMinute = (fallback: number) => z.coerce.number().int().min(1).max(1_000_000).default(fallback)

/** Every environment variable the server reads. Each may also be given as a file, `NAME_FILE`. */
export const settings = z.object({
  HOST: setting(z.string().default('127.0.0.1'), 'Address to listen on; `0.0.0.0` for every one.'),
  PORT: setting(port.default(8000), 'Port to listen on; 0 takes any free one.'),
  PUBLIC_URL: setting(
    z.url({ protocol: /^https?$/ }).optional(),
    'Where people reach the server, when it stands behind a proxy.',
  ),
  DATA_DIR: setting(z.string().min(1).default('./data'), 'Everything that is kept: database, files, keys.'),
  SERVE: setting(
    z.enum(['all', 'web', 'worker']).default('all'),
    'What this process does: answer requests, work off jobs, or both.',
  ),
  DATABASE_URL: setting(
    databaseUrl,
    'A PostgreSQL of your own (16 or newer) instead of the embedded one, as the app role.',
  ),
  DATABASE_OWNER_URL: setting(
    databaseUrl,
    'The same database as the role that owns the schema; DATABASE_URL without it.',
  ),
  DATABASE_DIRECT_URL: setting(
    databaseUrl,
    'A connection that is not pooled, for LISTEN, when DATABASE_URL goes through pgbouncer.',
  ),
  REDIS_URL: setting(
    z
      .string()
      .regex(/^rediss?:\/\/./, 'has to begin with redis://')
      .optional(),
    'A Redis through which many server processes reach each other sooner; without it they do through PostgreSQL.',
  ),
  DATABASE_CONNECTIONS: setting(
    z.coerce.number().int().min(2).max(500).default(12),
    'Connections of one process at most.',
  ),
  STORAGE: setting(z.enum(['fs']).default('fs'), 'Where files are kept.'),
  TRUSTED_PROXIES: setting(
    list.refine((entries) => entries.every(isAddressOrRange), 'has an entry that is no address or CIDR range'),
    'Addresses or CIDR ranges whose X-Forwarded headers are believed, separated by commas.',
  ),
  OUTBOUND_ALLOW: setting(
    z
      .string()
      .default('')
      .refine(isAllowList, 'has an entry that is no host name, address or CIDR range with an optional port'),
    'Private addresses that readers and services to sign in by may be called at (host, host:port or CIDR), separated by commas. A service without https has to have its host named here.',
  ),
  ADMIN_EMAIL: setting(z.email().optional(), 'Creates the owner at the first start, together with ADMIN_PASSWORD.'),
  ADMIN_PASSWORD: setting(z.string().min(1).optional(), 'See ADMIN_EMAIL.'),
  ADMIN_NAME: setting(z.string().default('Owner'), 'See ADMIN_EMAIL.'),
  SIGNUP: setting(
    z.enum(['closed', 'invite', 'open']).default('closed'),
    'Who may register: nobody, whoever was invited, or anybody.',
  ),
  OIDC_ISSUER: setting(
    z.url({ protocol: /^https?$/ }).optional(),
    'A service that people may sign in by (OpenID Connect). It sends them back to PUBLIC_URL/api/auth/oauth/callback/oidc.',
  ),
  OIDC_CLIENT_ID: setting(z.string().min(1).optional(), 'See OIDC_ISSUER.'),
  OIDC_CLIENT_SECRET: setting(z.string().min(1).optional(), 'See OIDC_ISSUER; none for a public client.'),
  OIDC_NAME: setting(z.string().min(1).max(60).default('Single sign-on'), 'What the button for OIDC_ISSUER says.'),
  OIDC_PROVIDERS: setting(
    providerList,
    'More such services, as a JSON list of objects with `id`, `name`, `issuer`, `client_id` and, if need be, `client_secret`, `scope`, `response_mode`. They send people back to PUBLIC_URL/api/auth/oauth/callback/ID.',
  ),
  OIDC_GOOGLE_CLIENT_ID: setting(
    z.string().min(1).optional(),
    'Lets people sign in by Google, which sends them back to PUBLIC_URL/api/auth/oauth/callback/google.',
  ),
  OIDC_GOOGLE_CLIENT_SECRET: setting(z.string().min(1).optional(), 'See OIDC_GOOGLE_CLIENT_ID.'),
  OIDC_APPLE_CLIENT_ID: setting(
    z.string().min(1).optional(),
    'The services id at Apple; lets people sign in by Apple, which sends them back to PUBLIC_URL/api/auth/oauth/callback/apple.',
  ),
  OIDC_APPLE_TEAM_ID: setting(z.string().min(1).optional(), 'See OIDC_APPLE_CLIENT_ID.'),
  OIDC_APPLE_KEY_ID: setting(z.string().min(1).optional(), 'See OIDC_APPLE_CLIENT_ID.'),
  OIDC_APPLE_PRIVATE_KEY: setting(
    z.string().min(1).optional(),
    'The ES256 key of that id, as Apple gives it (PEM); the secret that Apple asks for is made of it, and lives an hour.',
  ),
  INTEGRATION_MASTER_KEY: setting(
    z.string().min(32).optional(),
    'Seals credentials of outside services; made once and kept in DATA_DIR/keys without it.',
  ),
  ANTHROPIC_API_KEY: setting(
    z.string().optional(),
    'Offered to spaces that choose the Claude reader without a key of their own.',
  ),
  ANTHROPIC_BASE_URL: setting(
    z.url({ protocol: /^https?$/ }).optional(),
    'Another address for Claude: a proxy or a regional endpoint.',
  ),
  CLAUDE_MODEL: setting(
    z.string().optional(),
    'The Claude model of spaces that name none; vendors retire models, and this needs no new version.',
  ),
  GOOGLE_VISION_URL: setting(z.url({ protocol: /^https?$/ }).optional(), 'Another address for Google Vision.'),
  AUDIT_DAYS: setting(z.coerce.number().int().min(1).max(3_650).default(90), 'Days that the audit log is kept.'),
  DEFAULT_PLAN: setting(
    z
      .string()
      .regex(/^[a-z][a-z0-9-]{0,59}$/, 'is no name of a plan')
      .default('unlimited'),
    'The plan of spaces that were given none: `unlimited`, `free`, `pro`, `enterprise`, or one you added.',
  ),
  PLANS_CHOSEN_BY: setting(
    z.enum(['owner', 'operator']).optional(),
    'Who chooses the plan of a space: its owner, or only `kinfolio plan`. Without it owners do, unless DEFAULT_PLAN has limits.',
  ),
  TZ: setting(
    z.string().refine(isTimeZone, 'is no time zone').default('UTC'),
    'Time zone of spaces that name none, such as `Europe/Berlin`: their months begin and end in it.',
  ),
  APPROVAL_SECONDS: setting(
    z.coerce.number().int().min(1).max(120).default(120),
    'How long another device may take to approve a sign-in.',
  ),
  LOG_LEVEL: setting(
    z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
    'What is logged, as JSON lines.',
  ),
  JOBS_AT_ONCE: setting(z.coerce.number().int().min(1).max(64).default(4), 'Jobs of one process at a time.'),
  UPLOAD_FILE_BYTES: setting(
    z.coerce.number().int().min(1).default(UPLOAD_FILE_BYTES_MAX),
    'Largest single file of an upload, in bytes.',
  ),
  SMTP_URL: setting(
    z.string().optional(),
    'The mail server, `smtp://user:password@mail.example.org:587`, or its parts below; without one, mails wait.',
  ),
  SMTP_HOST: setting(z.string().optional(), 'The mail server by its name, instead of SMTP_URL.'),
  SMTP_PORT: setting(port.optional(), 'Its port; 587, or 465 with SMTP_SECURE=tls.'),
  SMTP_USER: setting(z.string().optional(), 'With what Kinfolio signs in there; nothing without it.'),
  SMTP_PASSWORD: setting(z.string().optional(), 'See SMTP_USER.'),
  SMTP_FROM: setting(z.string().optional(), 'From whom mails come: `Kinfolio <kinfolio@example.org>`.'),
  SMTP_SECURE: setting(
    z.enum(['tls', 'starttls', 'none']).optional(),
    'How the connection is kept safe; `none` only for a relay on the same machine. STARTTLS without it, TLS on port 465.',
  ),
  RATE_READS: setting(perMinute(RATE_LIMITS.personReads), 'Reads a person may make in a minute.'),
  RATE_WRITES: setting(perMinute(RATE_LIMITS.personWrites), 'Changes a person may make in a minute.'),
  RATE_ADDRESS: setting(perMinute(RATE_LIMITS.address), 'Requests a minute from one address that is not signed in.'),
})
export type Settings = z.infer<typeof settings>

export type Config = Settings & { dataDir: string; keysDir: string; demo: boolean }

/** The environment is wrong. The message is one line that names the setting. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

/** Checks the environment and the command line; throws `ConfigError`, before anything is started. */
export function readConfig(env: NodeJS.ProcessEnv, args: readonly string[] = []): Config {
  const unknown = args.find((arg) => arg !== '--demo')
  if (unknown !== undefined) throw new ConfigError(`unknown option ${unknown}; the only one is --demo`)

  const given = Object.fromEntries(Object.keys(settings.shape).map((name) => [name, readSetting(env, name)]))
  const parsed = settings.safeParse(given)
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0] ?? { path: [], message: 'invalid' }
    throw new ConfigError(`${path.join('.')}: ${message}`)
  }
  const { ADMIN_EMAIL, ADMIN_PASSWORD, DATA_DIR } = parsed.data
  if ((ADMIN_EMAIL === undefined) !== (ADMIN_PASSWORD === undefined)) {
    throw new ConfigError('ADMIN_EMAIL and ADMIN_PASSWORD: give both or none')
  }
  checkMail(parsed.data)
  const dataDir = resolve(DATA_DIR)
  return { ...parsed.data, dataDir, keysDir: resolve(dataDir, 'keys'), demo: args.includes('--demo') }
}

/** An empty variable counts as absent: compose files cannot leave one out. */
function readSetting(env: NodeJS.ProcessEnv, name: string): string | undefined {
  const file = env[`${name}_FILE`]
  const value = env[name]
  if (file === undefined || file === '') return value === '' ? undefined : value
  if (value !== undefined && value !== '') throw new ConfigError(`${name}: give it or ${name}_FILE, not both`)
  try {
    return readFileSync(file, 'utf8').trim()
  } catch (error) {
    throw new ConfigError(`${name}_FILE: ${error instanceof Error ? error.message : 'cannot be read'}`, {
      cause: error,
    })
  }
}

function isAddressOrRange(entry: string): boolean {
  const [address = '', bits, ...more] = entry.split('/')
  const family = isIP(address)
  if (family === 0 || more.length > 0) return false
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128))
}

function checkMail(given: Settings): void {
  try {
    smtpSettingsOf(given)
  } catch (error) {
    throw new ConfigError(error instanceof Error ? error.message : 'SMTP_URL: is wrong', { cause: error })
  }
}

function isAllowList(text: string): boolean {
  try {
    parseAllowList(text)
    return true
  } catch (error) {
    if (!(error instanceof Error)) throw error
    return false
  }
}
