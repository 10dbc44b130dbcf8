import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'

const LOGGER = fileURLToPath(new URL('./logger.ts', import.meta.url))
const run = promisify(execFile)

/** What a process prints that logs with ours: it writes to its standard output itself, around anything in this one. */
async function printed(level: string, code: string): Promise<Record<string, unknown>[]> {
  const program = `
    import { createLogger } from ${JSON.stringify(LOGGER)}
    const log = createLogger(${JSON.stringify(level)})
    ${code}`
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', program])
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line): Record<string, unknown> => JSON.parse(line))
}

describe('a line of the log', () => {
  test('is one JSON object with a time and a level that people and programs can read', async () => {
    const [line, ...more] = await printed('info', `log.info({ pages: 3 }, 'drawn')`)
    expect(more).toEqual([])
    expect(line).toEqual({ level: 'info', time: expect.any(String), pages: 3, msg: 'drawn' })
    expect(Math.abs(Date.parse(String(line?.['time'])) - Date.now())).toBeLessThan(60_000)
  })

  test('stays one line whatever it holds', async () => {
    const lines = await printed('info', String.raw`log.warn({ title: 'a\n{"level":"error"}\r\u2028' }, 'two\nlines')`)
    expect(lines).toHaveLength(1)
    expect(lines[0]).toMatchObject({ title: 'a\n{"level":"error"}\r\u2028', msg: 'two\nlines' })
  })

  test('holds no credential, wherever one was handed along', async () => {
    const lines = await printed(
      'debug',
      `const secret = 'pa55word'
       log.info({ body: { email: 'ada@example.org', password: secret } }, 'signed in')
       log.info({ reader: { engine: 'claude', key: secret } }, 'chosen')
       log.info({ session: { token: secret } }, 'refreshed')
       log.info({ req: { method: 'GET', headers: { authorization: secret, cookie: secret } } }, 'asked')
       log.child({ request_id: 'r1' }).warn({ reader: { key: secret } }, 'from a request')`,
    )
    expect(lines).toHaveLength(5)
    expect(JSON.stringify(lines)).not.toContain('pa55word')
    // What is no secret stays: a line that says nothing helps nobody.
    expect(lines[0]).toMatchObject({ body: { email: 'ada@example.org' } })
    expect(lines[1]).toMatchObject({ reader: { engine: 'claude' } })
    expect(lines[4]).toMatchObject({ request_id: 'r1' })
  })

  test('tells an error with its cause', async () => {
    const [line] = await printed(
      'info',
      `log.error({ err: new Error('the page was not drawn', { cause: new Error('disk full') }) }, 'job failed')`,
    )
    const err = line?.['err'] as { message: string; stack: string }
    expect(err.message).toContain('the page was not drawn')
    expect(err.stack).toContain('disk full')
  })

  test('is left out below the chosen level', async () => {
    const code = `log.debug({}, 'd'); log.info({}, 'i'); log.warn({}, 'w'); log.error({}, 'e')`
    expect((await printed('warn', code)).map(({ msg }) => msg)).toEqual(['w', 'e'])
    expect(await printed('silent', code)).toEqual([])
  })
})
