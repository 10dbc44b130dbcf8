import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSessionFile, type SessionFile } from './session/session-file.ts'
import { runCommand } from './run-command.ts'

export type Heard = {
  method: string
  path: string
  token: string | undefined
  json: unknown
  form: FormData | undefined
}
export type Told = {
  status?: number
  json?: unknown
  body?: string | Uint8Array
  headers?: Record<string, string>
  /** The connection breaks after the body instead of ending. */
  breaksOff?: boolean
}
/** By `METHOD /path`, without the query; may count on being asked more than once. */
export type Script = Record<string, (heard: Heard, times: number) => Told | Promise<Told>>

const ADA = { id: '01890000-0000-7000-8000-000000000001', name: 'Ada', email: 'ada@example.org' }
export const tokensNumbered = (number: number, expires_in = 900) => ({
  access_token: `access-${number}`,
  refresh_token: `refresh-${number}`,
  expires_in,
  user: ADA,
})
export const refusal = (status: number, title: string, detail?: string): Told => ({
  status,
  json: { type: '/problems/x', status, title, ...(detail === undefined ? {} : { detail }) },
})

export type Ran = { status: number; out: string; err: string; progress: string[] }
export type RunOptions = { env?: NodeJS.ProcessEnv; answers?: string[]; signal?: AbortSignal }
export type Served = AsyncDisposable & {
  url: string
  folder: string
  file: SessionFile
  heard: Heard[]
  /** Keeps a session for this server, as an earlier sign-in would have. */
  signIn(session?: Partial<{ number: number; endsInS: number; server: string }>): Promise<void>
  run(args: string[], options?: RunOptions): Promise<Ran>
}

/** A server that answers by a script, and the command line beside it with a home of its own. */
export async function serve(script: Script): Promise<Served> {
  const heard: Heard[] = []
  const times = new Map<string, number>()
  const server = createServer((request, response) => {
    // A request that breaks off is nobody's answer; the command says what it saw of it.
    answer(request).then(
      async ({ told }) => tell(response, await told),
      () => response.destroy(),
    )
  })
  const answer = async (request: IncomingMessage): Promise<{ told: Told | Promise<Told> }> => {
    const one = await hear(request)
    const key = `${one.method} ${one.path.split('?')[0]}`
    heard.push(one)
    times.set(key, (times.get(key) ?? 0) + 1)
    return { told: script[key]?.(one, times.get(key) ?? 1) ?? refusal(404, `nothing at ${key}`) }
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
  const folder = await mkdtemp(join(tmpdir(), 'kinfolio-served-'))
  const file = openSessionFile({ env: {}, homeFolder: folder })
  return {
    url,
    folder,
    file,
    heard,
    signIn: async ({ number = 1, endsInS = 900, server: at = url } = {}) => {
      const { access_token, refresh_token } = tokensNumbered(number)
      const ends_at_ms = Date.now() + endsInS * 1_000
      await file.write({ server: at, email: ADA.email, access_token, refresh_token, ends_at_ms })
    },
    run: async (args, options = {}) =>
      runIn(folder, { ...options, args, env: { KINFOLIO_SERVER: url, ...options.env } }),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await rm(folder, { recursive: true })
    },
  }
}

async function hear(request: IncomingMessage): Promise<Heard> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(Buffer.from(chunk))
  const type = request.headers['content-type'] ?? ''
  const body = Buffer.concat(chunks)
  const isForm = type.startsWith('multipart/')
  return {
    method: request.method ?? '',
    path: request.url ?? '',
    token: /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1],
    json: type === 'application/json' ? JSON.parse(body.toString()) : undefined,
    form: isForm ? await new Response(body, { headers: { 'content-type': type } }).formData() : undefined,
  }
}

function tell(response: ServerResponse, { status = 200, json, body, headers, breaksOff = false }: Told): void {
  response.writeHead(status, { ...(json === undefined ? {} : { 'content-type': 'application/json' }), ...headers })
  const content = json === undefined ? (body ?? '') : JSON.stringify(json)
  if (breaksOff) response.write(content, () => response.destroy())
  else response.end(content)
}

async function runIn(
  homeFolder: string,
  { args, env, answers = [], signal }: RunOptions & { args: string[] },
): Promise<Ran> {
  const [out, err, progress]: [string[], string[], string[]] = [[], [], []]
  const left = [...answers]
  const terminal = {
    print: (line: string) => void out.push(line),
    warn: (line: string) => void err.push(line),
    showProgress: (line: string) => void progress.push(line),
    isInteractive: answers.length > 0,
    ask: async () => left.shift() ?? '',
  }
  const deps = { terminal, env: env ?? {}, homeFolder, signal: signal ?? new AbortController().signal }
  return { status: await runCommand(deps, args), out: out.join('\n'), err: err.join('\n'), progress }
}
