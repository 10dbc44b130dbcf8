import { mkdir, rm, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { refusal, serve, type Heard, type Script, type Served } from '../served.fixture.ts'

const UPLOAD = 'POST /api/upload/files'
const idOf = (number: number): string => `01890000-0000-7000-8000-${String(number).padStart(12, '0')}`
const at = '2026-11-20T12:00:00.000Z'
const uuid = '11111111-1111-4111-8111-111111111111'

const pathsOf = ({ form }: Heard) =>
  (form?.getAll('files') ?? []).map((part) => (part instanceof File ? part.name : String(part)))

const quota = { kind: 'pages_read', used: 0, reserved: 0, limit: null, reset_at: at }

/** Takes every file for a document of its own. */
const keeps = (heard: Heard, times: number) => ({
  status: 202,
  json: {
    job_id: idOf(100 + times),
    documents: pathsOf(heard).map((path, index) => ({
      id: idOf(index),
      title: path,
      outcome: 'created',
      page_count: index + 1,
      ocr_status: 'pending',
    })),
    set_aside: [],
    quota,
  },
})

const jobOf = (number: number, more: object) => ({
  id: idOf(number),
  space_id: null,
  kind: 'library.import',
  state: 'done',
  parent_id: null,
  document_id: null,
  page_id: null,
  title: 'Garden',
  progress: { done: 1, total: 4, unit: 'steps' },
  attempts: 1,
  max_attempts: 3,
  error: null,
  next_attempt_at: null,
  created_at: at,
  updated_at: at,
  finished_at: null,
  ...more,
})

async function house(script: Script, files: Record<string, string | Uint8Array> = {}): Promise<Served> {
  const none = () => ({ json: { documents: [], next_cursor: null } })
  const served = await serve({ [UPLOAD]: keeps, 'GET /api/documents': none, ...script })
  await served.signIn()
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(served.folder, path)), { recursive: true })
    await writeFile(join(served.folder, path), content)
  }
  return served
}
const paths = ({ folder }: Served, ...names: string[]): string[] => names.map((name) => join(folder, name))

describe('kinfolio import', () => {
  test('sends what it found under its own names, and says what became of it', async () => {
    await using on = await house({}, { 'in/b.pdf': 'two', 'in/a/letter.png': 'one', 'in/.DS_Store': 'x' })
    const { status, out, err, progress } = await on.run(['import', ...paths(on, 'in')])
    expect(status).toBe(0)
    expect(on.heard.map(pathsOf)).toEqual([['in/a/letter.png', 'in/b.pdf']])
    expect(out).toBe('new        in/a/letter.png  (1 page)\nnew        in/b.pdf  (2 pages)\n2 documents')
    expect(err).toBe('2 files, 6 B')
    expect(progress.at(-1)).toBe('100 %  6 B of 6 B')
  })

  test('sends into the collection that is named', async () => {
    await using on = await house({}, { 'a.pdf': 'x' })
    await on.run(['import', '--collection', idOf(5), ...paths(on, 'a.pdf')])
    expect(on.heard[0]?.path).toBe(`/api/upload/files?collection_id=${idOf(5)}`)
  })

  test('tells what was set aside, which is no failure: its bytes are kept', async () => {
    const set_aside = [{ path: 'odd.xyz', sha256: 'a'.repeat(64), reason: 'no document' }]
    const answer = { status: 202, json: { job_id: idOf(1), documents: [], set_aside, quota } }
    await using on = await house({ [UPLOAD]: () => answer }, { 'odd.xyz': '?' })
    const { status, out } = await on.run(['import', ...paths(on, 'odd.xyz')])
    expect([status, out]).toEqual([0, 'set aside  odd.xyz: no document\n0 documents, 1 file set aside'])
  })

  test('a request that is refused is told with its files, the others go, and the status says it', async () => {
    const files = Object.fromEntries(Array.from({ length: 501 }, (_, index) => [`in/${1_000 + index}.pdf`, 'x']))
    const script: Script = {
      [UPLOAD]: (heard, times) => (times === 1 ? refusal(507, 'The disk is full', 'Free some') : keeps(heard, times)),
    }
    await using on = await house(script, files)
    const { status, out, err } = await on.run(['import', ...paths(on, 'in')])
    expect(status).toBe(1)
    expect(err).toContain('500 files not kept: The disk is full: Free some')
    expect(out).toContain('1 document, 500 files not kept')
    expect(on.heard.map((one) => pathsOf(one).length)).toEqual([500, 1])
  })

  test('a file that is gone by the time it is sent costs its own request, and the others still go', async () => {
    const files = Object.fromEntries(Array.from({ length: 1_001 }, (_, index) => [`in/${10_000 + index}.pdf`, 'x']))
    let folder = ''
    const script: Script = {
      [UPLOAD]: async (heard, times) => {
        if (times === 1) await rm(join(folder, 'in/10700.pdf'))
        return keeps(heard, times)
      },
    }
    await using on = await house(script, files)
    folder = on.folder
    const { status, out, err } = await on.run(['import', ...paths(on, 'in')])
    expect(status).toBe(1)
    expect(err).toContain(`500 files not kept: ${join(on.folder, 'in/10700.pdf')}: cannot be read (ENOENT)`)
    expect(out).toContain('501 documents, 500 files not kept')
  })

  test('names what is missing, sends the rest, and its status says it', async () => {
    await using on = await house({}, { 'a.pdf': 'x' })
    await symlink('loop', join(on.folder, 'loop'))
    const { status, err } = await on.run(['import', ...paths(on, 'nowhere', 'a.pdf', 'loop', `${'n'.repeat(300)}.pdf`)])
    expect(status).toBe(1)
    expect(err).toContain(`${join(on.folder, 'nowhere')}: there is no such file or folder`)
    expect(err).toContain('loop: cannot be read (ELOOP)')
    expect(err).toContain('cannot be read (ENAMETOOLONG)')
    expect(on.heard.map(pathsOf)).toEqual([['a.pdf']])
  })

  test('finds nothing in an empty folder and in a pipe, and then asks no server', async () => {
    await using on = await house({})
    await mkdir(join(on.folder, 'empty/deep/er'), { recursive: true })
    const { status, err } = await on.run(['import', ...paths(on, 'empty')])
    expect([status, err, on.heard]).toEqual([1, 'No file was found there.', []])
  })

  test('sends all parts of a tablet’s document when one of them is named, and an empty file as it is', async () => {
    await using on = await house({}, { [`${uuid}.metadata`]: '{}', [`${uuid}.content`]: '', [`${uuid}/p.rm`]: 'ink' })
    expect((await on.run(['import', ...paths(on, uuid)])).status).toBe(0)
    expect(on.heard.flatMap(pathsOf).toSorted()).toEqual([`${uuid}.content`, `${uuid}.metadata`, `${uuid}/p.rm`])
  })

  test('that is stopped sends nothing more', async () => {
    const stop = new AbortController()
    const files = Object.fromEntries(Array.from({ length: 501 }, (_, index) => [`in/${1_000 + index}.pdf`, 'x']))
    const script: Script = {
      [UPLOAD]: (heard, times) => {
        stop.abort(new Error('Ctrl-C'))
        return keeps(heard, times)
      },
    }
    await using on = await house(script, files)
    await expect(on.run(['import', ...paths(on, 'in')], { signal: stop.signal })).rejects.toThrow('Ctrl-C')
    expect(on.heard).toHaveLength(1)
  })
})

describe('kinfolio import --wait', () => {
  const JOB = `GET /api/jobs/${idOf(101)}`
  const wait = async (on: Served) => on.run(['import', '--wait', ...paths(on, 'a.pdf')])

  test('stays until everything is read, and shows how far it is', async () => {
    const states = ['waiting', 'running', 'done']
    const script: Script = { [JOB]: (_, times) => ({ json: jobOf(101, { state: states[times - 1] }) }) }
    await using on = await house(script, { 'a.pdf': 'x' })
    const { status, out, progress } = await wait(on)
    expect([status, out.split('\n').at(-1)]).toEqual([0, 'Everything is drawn and read.'])
    expect(progress.filter((line) => line.startsWith('drawing'))).toEqual(Array(2).fill('drawing and reading: 1 of 4'))
  })

  test('tells each part that failed, by its title and its reason', async () => {
    const parts = [jobOf(1, { state: 'failed', title: 'Page 3', error: 'the key was refused' })]
    const script: Script = {
      [JOB]: () => ({ json: jobOf(101, { state: 'failed' }) }),
      'GET /api/jobs': () => ({ json: { jobs: parts, next_cursor: null } }),
    }
    await using on = await house(script, { 'a.pdf': 'x' })
    const { status, out, err } = await wait(on)
    expect([status, err.split('\n').at(-1)]).toEqual([1, 'Page 3: the key was refused'])
    expect(out).not.toContain('Everything')
    expect(on.heard.at(-1)?.path).toContain(`parent_id=${idOf(101)}&state=failed`)
  })

  test('tells of a job without parts what happened to it itself', async () => {
    const script: Script = {
      [JOB]: () => ({ json: jobOf(101, { state: 'cancelled' }) }),
      'GET /api/jobs': () => ({ json: { jobs: [], next_cursor: null } }),
    }
    await using on = await house(script, { 'a.pdf': 'x' })
    expect(await wait(on)).toMatchObject({ status: 1, err: expect.stringContaining('Garden: cancelled') })
  })

  const documentOf = (number: number, progress: object) => ({
    id: idOf(number),
    collection_id: null,
    kind: 'notebook',
    title: 'Garden',
    page_count: 4,
    progress: { drawn: 4, draw_failed: 0, read: 0, read_failed: 0, waiting_for_quota: 0, skipped: 0, ...progress },
    cover_page_id: null,
    tags: [],
    is_trashed: false,
    trashed_at: null,
    archived_at: null,
    created_at: at,
    updated_at: at,
    problems: [],
  })
  const done = { [JOB]: () => ({ json: jobOf(101, { state: 'done' }) }) }

  test.each([
    ['one that waits', { waiting_for_quota: 1 }, '1 page waits for the plan'],
    ['several that wait', { waiting_for_quota: 3 }, '3 pages wait for the plan'],
    ['those left out', { skipped: 2 }, '2 pages left for later'],
    ['both', { waiting_for_quota: 2, skipped: 1 }, '2 pages wait for the plan, 1 page left for later'],
  ])(
    'of pages that are kept and not read, the last line tells of %s, and that is no failure',
    async (_, progress, told) => {
      const lists = [
        { documents: [documentOf(7, { waiting_for_quota: 9 })], next_cursor: 'more' },
        { documents: [documentOf(0, progress)], next_cursor: 'and more' },
      ]
      const script: Script = { ...done, 'GET /api/documents': (__, times) => ({ json: lists[times - 1] }) }
      await using on = await house(script, { 'a.pdf': 'x' })
      const { status, out } = await wait(on)
      expect([status, out.split('\n').at(-1)]).toEqual([0, told])
      // What was there before is not of this import, and once all of it is found nobody asks on.
      expect(on.heard.filter(({ path }) => path.startsWith('/api/documents'))).toHaveLength(2)
    },
  )

  test('where nothing was new, nobody asks how much of it is read', async () => {
    const unchanged = (heard: Heard, times: number) => {
      const { status, json } = keeps(heard, times)
      return { status, json: { ...json, documents: json.documents.map((one) => ({ ...one, outcome: 'unchanged' })) } }
    }
    await using on = await house({ ...done, [UPLOAD]: unchanged }, { 'a.pdf': 'x' })
    const { out } = await wait(on)
    expect(out.split('\n').at(-1)).toBe('Everything is drawn and read.')
    expect(on.heard.filter(({ path }) => path.startsWith('/api/documents'))).toEqual([])
  })

  test('what failed is told beside what waits', async () => {
    const script: Script = {
      [JOB]: () => ({ json: jobOf(101, { state: 'failed', error: 'the key was refused' }) }),
      'GET /api/jobs': () => ({ json: { jobs: [], next_cursor: null } }),
      'GET /api/documents': () => ({
        json: { documents: [documentOf(0, { waiting_for_quota: 2 })], next_cursor: null },
      }),
    }
    await using on = await house(script, { 'a.pdf': 'x' })
    const { status, out, err } = await wait(on)
    expect([status, out.split('\n').at(-1)]).toEqual([1, '2 pages wait for the plan'])
    expect(err).toContain('Garden: the key was refused')
  })
})

describe('kinfolio import --read-pages', () => {
  const many = Object.fromEntries(Array.from({ length: 1_001 }, (_, index) => [`in/${10_000 + index}.png`, 'x']))
  const pagesEach =
    (count: number, outcome = 'created') =>
    (heard: Heard, times: number) => {
      const { status, json } = keeps(heard, times)
      return {
        status,
        json: { ...json, documents: json.documents.map((one) => ({ ...one, outcome, page_count: count })) },
      }
    }
  const limitsOf = ({ heard }: Served): (string | null)[] =>
    heard.map(({ path }) => new URL(path, 'http://nas').searchParams.get('read_pages_max'))

  test.each([
    ['600', pagesEach(1), ['600', '100', '0']],
    ['10', pagesEach(1), ['10', '0', '0']],
    ['2000', pagesEach(1), ['2000', '1500', '1000']],
    ['600', pagesEach(1, 'unchanged'), ['600', '600', '600']],
    // Nobody knows yet how many pages these have: more than were asked for must never be read.
    ['600', pagesEach(0), ['600', '0', '0']],
  ])('of %s pages each request has what the ones before left', async (limit, answer, expected) => {
    await using on = await house({ [UPLOAD]: answer }, many)
    expect((await on.run(['import', '--read-pages', limit, ...paths(on, 'in')])).status).toBe(0)
    expect(limitsOf(on)).toEqual(expected)
  })

  test('a request that is refused uses none of them up', async () => {
    const script: Script = {
      [UPLOAD]: (heard, times) => (times === 1 ? refusal(507, 'The disk is full') : pagesEach(1)(heard, times)),
    }
    await using on = await house(script, many)
    expect((await on.run(['import', '--read-pages', '600', ...paths(on, 'in')])).status).toBe(1)
    expect(limitsOf(on)).toEqual(['600', '600', '100'])
  })

  test('without it no request names a limit', async () => {
    await using on = await house({}, { 'a.pdf': 'x' })
    await on.run(['import', ...paths(on, 'a.pdf')])
    expect(limitsOf(on)).toEqual([null])
  })

  test.each(['many', '-1', '1.5', '1000001'])('%s is no number of pages, and nothing is sent', async (limit) => {
    await using on = await house({}, { 'a.pdf': 'x' })
    const { status, err } = await on.run(['import', `--read-pages=${limit}`, ...paths(on, 'a.pdf')])
    expect([status, on.heard]).toEqual([2, []])
    expect(err).toContain(`--read-pages: ${limit} is no number of pages.`)
  })
})
