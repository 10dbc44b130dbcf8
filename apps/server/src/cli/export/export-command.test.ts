import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { refusal, serve, tokensNumbered, type Script, type Served } from '../served.fixture.ts'

const id = '01890000-0000-7000-8000-000000000009'
const space = '01890000-0000-7000-8000-000000000003'
const EXPORT = `GET /api/documents/${id}/export`
const LIST = 'GET /api/documents'
const letter = (body = 'Dear Ada', more: object = {}) => ({
  body,
  headers: { 'content-disposition': 'attachment; filename="Letter.md"' },
  ...more,
})

async function house(script: Script = {}): Promise<Served> {
  const served = await serve({ [EXPORT]: () => letter(), ...script })
  await served.signIn()
  return served
}
const exported = async (on: Served, ...args: string[]) => on.run(['export', ...args, '--out', on.folder])
const filesIn = async (on: Served): Promise<string[]> =>
  (await readdir(on.folder)).filter((name) => !name.startsWith('.')).toSorted()

describe('kinfolio export', () => {
  test('saves a document under the name the server gives, and says where and how large', async () => {
    await using on = await house()
    const path = join(on.folder, 'Letter.md')
    expect(await exported(on, id)).toMatchObject({ status: 0, out: `${path}  (8 B)`, err: '' })
    expect(await readFile(path, 'utf8')).toBe('Dear Ada')
  })

  test.each(['markdown', 'pdf', 'svg', 'png', 'original'])('asks for the format %s', async (format) => {
    await using on = await house()
    await exported(on, id, '--format', format)
    expect(on.heard[0]).toMatchObject({ path: `/api/documents/${id}/export?format=${format}`, token: 'access-1' })
  })

  test('never writes over what is there, and counts on', async () => {
    await using on = await house()
    for (const body of ['older', 'old']) {
      await writeFile(join(on.folder, body === 'older' ? 'Letter.md' : 'Letter (2).md'), body)
    }
    expect(await exported(on, id)).toMatchObject({ status: 0, out: expect.stringContaining('Letter (3).md') })
    expect(await readFile(join(on.folder, 'Letter.md'), 'utf8')).toBe('older')
  })

  test.each([
    ['is refused', refusal(403, 'You may not do this here')],
    ['is not there', refusal(404, 'There is no such document')],
    ['is refused by something else on the way', { status: 502, body: '<html>Bad gateway</html>' }],
  ])('leaves no file when the answer %s', async (_, told) => {
    await using on = await house({ [EXPORT]: () => told })
    const { status, out, err } = await exported(on, id)
    expect([status, out]).toEqual([1, ''])
    expect(err).toMatch(/^(You may not|There is no such|http:.* answered 502)/)
    expect(await filesIn(on)).toEqual([])
  })

  test('leaves no file when the answer breaks off, and says so', async () => {
    await using on = await house({ [EXPORT]: () => letter('half', { breaksOff: true }) })
    const { status, err } = await exported(on, id)
    expect([status, err]).toEqual([1, expect.stringContaining('The answer broke off')])
    expect(await filesIn(on)).toEqual([])
  })

  test('does not follow a name that the server would like to lead elsewhere', async () => {
    const headers = { 'content-disposition': 'attachment; filename="../../escape.md"' }
    await using on = await house({ [EXPORT]: () => ({ body: 'x', headers }) })
    await exported(on, id)
    expect(await filesIn(on)).toEqual(['_.._escape.md'])
  })

  test('finds a document by its title first', async () => {
    const documents = { json: { documents: [], next_cursor: null } }
    await using on = await house({ [LIST]: () => documents })
    expect(await exported(on, 'Letter')).toMatchObject({ status: 1, err: expect.stringContaining('"Letter"') })
    expect(on.heard.map(({ path }) => path.split('?')[0])).toEqual(['/api/documents'])
  })

  test('takes the whole space away, the personal one', async () => {
    const spaces = [{ id: space, kind: 'personal', name: 'Ada', role: 'owner' }]
    const headers = { 'content-disposition': 'attachment; filename="Ada.zip"' }
    await using on = await house({
      'GET /api/me': () => ({ json: { user: tokensNumbered(1).user, spaces } }),
      [`GET /api/spaces/${space}/export`]: () => ({ body: 'PK', headers }),
    })
    expect((await exported(on, '--space')).status).toBe(0)
    expect(await filesIn(on)).toEqual(['Ada.zip'])
  })

  test('says that the whole space wants a fresh sign-in, leaves no file, and works after one', async () => {
    const spaces = [{ id: space, kind: 'personal', name: 'Ada', role: 'owner' }]
    const headers = { 'content-disposition': 'attachment; filename="Ada.zip"' }
    const wanted = { type: '/problems/step-up-required', status: 403, title: 'Prove once more that it is you' }
    await using on = await house({
      'GET /api/me': () => ({ json: { user: tokensNumbered(1).user, spaces } }),
      [`GET /api/spaces/${space}/export`]: (_: unknown, times: number) =>
        times === 1 ? { status: 403, json: wanted } : { body: 'PK', headers },
    })
    const { status, out, err } = await exported(on, '--space')
    expect([status, out]).toEqual([1, ''])
    expect(err).toBe(
      `${on.url} asks for a sign-in of the last few minutes before it does this. Nothing was done: run kinfolio login, and then this command again.`,
    )
    expect(await filesIn(on)).toEqual([])
    expect((await exported(on, '--space')).status).toBe(0)
    expect(await filesIn(on)).toEqual(['Ada.zip'])
  })

  test('into a folder that is not there asks for nothing to be kept, and says which', async () => {
    await using on = await house()
    const out = join(on.folder, 'nowhere/letter.md')
    const { status, err } = await on.run(['export', id, '--out', out])
    expect([status, err]).toEqual([1, `${join(on.folder, 'nowhere')}: there is no such folder`])
  })
})
