import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runCommand } from './run-command.ts'

let homeFolder = ''
beforeAll(async () => (homeFolder = await mkdtemp(join(tmpdir(), 'kinfolio-cli-'))))
afterAll(async () => rm(homeFolder, { recursive: true }))

type Run = { status: number; printed: string; warned: string }

async function run(args: string[], env: NodeJS.ProcessEnv = {}): Promise<Run> {
  const [printed, warned]: [string[], string[]] = [[], []]
  const terminal = {
    print: (line: string) => void printed.push(line),
    warn: (line: string) => void warned.push(line),
    showProgress: () => undefined,
    isInteractive: false,
    ask: async () => '',
  }
  const deps = { terminal, env, homeFolder, signal: new AbortController().signal }
  return { status: await runCommand(deps, args), printed: printed.join('\n'), warned: warned.join('\n') }
}

describe('the command line', () => {
  test.each([[[]], [['--help']], [['-h']]])('shows its help for %j', async (args) => {
    const { status, printed } = await run(args)
    expect(status).toBe(0)
    for (const command of ['import', 'export', 'login', 'logout', 'migrate', 'config']) {
      expect(printed).toContain(`kinfolio ${command}`)
    }
  })

  test('shows the help of one command', async () => {
    const { printed } = await run(['export', '--help'])
    expect(printed).toContain('--format markdown|pdf')
    expect(printed).not.toContain('kinfolio import')
  })

  test('says its version', async () => {
    expect(await run(['--version'])).toEqual({
      status: 0,
      printed: expect.stringMatching(/^\d+\.\d+\.\d+$/),
      warned: '',
    })
  })

  test.each([
    [['frobnicate'], 'no command "frobnicate"'],
    [['import'], 'Say what to hand in'],
    [['import', 'a', '--frob'], '--frob'],
    [['import', 'a', '--collection', 'not-an-id'], 'not-an-id'],
    [['export'], 'Say what to take away'],
    [['export', 'a', '--space'], 'Say what to take away'],
    [['export', 'a', '--format', 'docx'], '"docx" is no format'],
    [['migrate'], 'up, status or new'],
    [['migrate', 'down'], 'up, status or new'],
    [['migrate', 'new', 'Bad Name'], 'small letters'],
    [['login', '--server', 'nas'], 'no address'],
  ])('refuses %j with help on standard error', async (args, words) => {
    const { status, printed, warned } = await run(args)
    expect(status).toBe(2)
    expect(printed).toBe('')
    expect(warned).toContain(words)
    expect(warned).toContain('kinfolio ')
  })

  test('says in one line what an operator can put right', async () => {
    expect(await run(['migrate', 'status'], { PORT: 'eighty' })).toMatchObject({
      status: 1,
      warned: expect.stringMatching(/^PORT: [^\n]+$/),
    })
    expect(await run(['import', join(homeFolder, 'nothing')])).toMatchObject({ status: 1 })
    const { status, warned } = await run(['export', 'a'], { KINFOLIO_SERVER: 'http://127.0.0.1:9' })
    expect({ status, warned }).toEqual({ status: 1, warned: expect.stringContaining('run kinfolio login') })
  })

  test('says which server does not answer', async () => {
    const env = { KINFOLIO_SERVER: 'http://127.0.0.1:9', KINFOLIO_EMAIL: 'a@b.cd', KINFOLIO_PASSWORD: 'x' }
    const { status, warned } = await run(['login'], env)
    expect(status).toBe(1)
    expect(warned).toMatch(/^http:\/\/127\.0\.0\.1:9 does not answer \(.+\)\.$/)
  })

  test('says that there is no database where no server ever started', async () => {
    const folder = join(homeFolder, 'fresh')
    const { status, printed } = await run(['migrate', 'status'], { DATA_DIR: folder })
    expect({ status, printed }).toEqual({ status: 0, printed: expect.stringContaining(folder) })
  })
})
