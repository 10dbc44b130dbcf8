import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { notebookUuid, writeNotebook } from '@kinfolio/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../../test/database.ts'

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url))
const KINFOLIO = fileURLToPath(new URL('../../bin/kinfolio.mjs', import.meta.url))
const account = { KINFOLIO_EMAIL: 'ada@example.org', KINFOLIO_PASSWORD: 'correct horse battery' }

let folder = ''
let test_: TestDatabase
let server: ChildProcess
let url = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kinfolio-cli-'))
  test_ = await openTestDatabase()
  server = spawn(process.execPath, [MAIN], { env: serverEnv(), stdio: ['ignore', 'pipe', 'inherit'] })
  for await (const line of createInterface({ input: server.stdout ?? process.stdin })) {
    url = /Kinfolio is at (\S+)/.exec(line)?.[1] ?? ''
    if (url !== '') break
  }
})
afterAll(async () => {
  const ended = once(server, 'exit')
  server.kill('SIGTERM')
  await ended
  await test_[Symbol.asyncDispose]()
  await rm(folder, { recursive: true })
})

function serverEnv(): NodeJS.ProcessEnv {
  return {
    PATH: process.env['PATH'],
    PORT: '0',
    LOG_LEVEL: 'error',
    DATA_DIR: join(folder, 'data'),
    DATABASE_URL: test_.appUrl,
    DATABASE_OWNER_URL: test_.ownerUrl,
    ADMIN_EMAIL: account.KINFOLIO_EMAIL,
    ADMIN_PASSWORD: account.KINFOLIO_PASSWORD,
  }
}

type Run = { status: number; out: string; err: string }

async function kinfolio(args: string[], env: NodeJS.ProcessEnv = account): Promise<Run> {
  const where = { XDG_CONFIG_HOME: join(folder, 'config'), KINFOLIO_SERVER: url, PATH: process.env['PATH'] }
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [KINFOLIO, ...args], {
      env: { ...where, ...env },
      cwd: folder,
    })
    return { status: 0, out: stdout, err: stderr }
  } catch (error) {
    if (!(error instanceof Error) || !('stdout' in error && 'stderr' in error && 'code' in error)) throw error
    return { status: Number(error.code), out: String(error.stdout), err: String(error.stderr) }
  }
}

async function writeNotes(title: string): Promise<string> {
  const notebook = { title, seed: 7, pages: [{ notes: '# Beans\n[ ] water them' }, { notes: 'Plums in August' }] }
  const at = await mkdtemp(join(folder, 'xochitl-'))
  for (const { path, bytes } of writeNotebook(notebook)) {
    await mkdir(join(at, path, '..'), { recursive: true })
    await writeFile(join(at, path), bytes)
  }
  return join(at, notebookUuid(notebook))
}

describe('kinfolio, beside a server that runs', () => {
  test('signs in, keeps the session to itself, and signs out', async () => {
    expect(await kinfolio(['import', MAIN], {})).toMatchObject({
      status: 1,
      err: expect.stringContaining('kinfolio login'),
    })
    expect(await kinfolio(['login'])).toMatchObject({ status: 0, out: expect.stringContaining('as Owner') })
    const path = join(folder, 'config', 'kinfolio', 'session.json')
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    expect(await readFile(path, 'utf8')).not.toContain(account.KINFOLIO_PASSWORD)
    expect((await kinfolio(['logout'], {})).status).toBe(0)
    expect(await kinfolio(['logout'], {})).toMatchObject({ status: 0, out: expect.stringContaining('Nobody') })
  })

  test('refuses a wrong password in the words of the server', async () => {
    const wrong = { ...account, KINFOLIO_PASSWORD: 'not this one at all' }
    expect(await kinfolio(['login'], wrong)).toMatchObject({ status: 1, err: 'E-mail or password is wrong\n' })
  })

  test('hands in a notebook, waits until it is read, and does nothing for the same bytes', async () => {
    const notebook = await writeNotes('Garden')
    const first = await kinfolio(['import', notebook, '--wait'])
    expect(first.err).not.toContain('not kept')
    expect(first).toMatchObject({ status: 0, out: expect.stringMatching(/new +Garden +\(2 pages\)/) })
    const again = await kinfolio(['import', notebook])
    expect(again.out).toMatch(/unchanged +Garden/)
  })

  test('tells what it set aside, what is missing, and ends with a status that says so', async () => {
    await writeFile(join(folder, 'notes.xyz'), 'nothing a library knows')
    const { status, out, err } = await kinfolio(['import', 'notes.xyz', 'nowhere.pdf'])
    expect(out).toContain('set aside  notes.xyz: ')
    expect(err).toContain('nowhere.pdf: there is no such file')
    expect(status).toBe(1)
  })

  test('exchanges an access token that has ended, once, for commands that run at the same time', async () => {
    await kinfolio(['login'])
    const path = join(folder, 'config', 'kinfolio', 'session.json')
    const session: object = JSON.parse(await readFile(path, 'utf8'))
    await writeFile(path, JSON.stringify({ ...session, access_token: 'over', ends_at_ms: 0 }))
    const notebook = await writeNotes('Twice')
    const runs = await Promise.all([kinfolio(['import', notebook], {}), kinfolio(['import', notebook], {})])
    expect(runs.map(({ status, err }) => [status, err.includes('not kept')])).toEqual([
      [0, false],
      [0, false],
    ])
  })

  test('shows the steps of the schema and has none left to take', async () => {
    const env = { DATABASE_URL: test_.appUrl, DATABASE_OWNER_URL: test_.ownerUrl }
    const { out } = await kinfolio(['migrate', 'status'], env)
    const steps = (await readdir(fileURLToPath(new URL('../sql', import.meta.url)))).filter((name) =>
      name.endsWith('.sql'),
    )
    expect(out.trim().split('\n')).toHaveLength(steps.length)
    expect(out).not.toContain('not yet taken')
    expect(await kinfolio(['migrate', 'up'], env)).toMatchObject({ status: 0, out: 'The schema is up to date.\n' })
  })
})
