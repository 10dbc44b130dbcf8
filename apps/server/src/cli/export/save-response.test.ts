import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { fileNameIn } from './file-name-in.ts'
import { saveResponse } from './save-response.ts'

let folder = ''
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'kinfolio-save-'))))
afterEach(async () => rm(folder, { recursive: true }))

const never = new AbortController().signal
const named = (disposition: string, body: BodyInit = 'whole'): Response =>
  new Response(body, { headers: { 'content-disposition': disposition } })

describe('an export', () => {
  test('takes the name the server gives, and a free one beside a file that exists', async () => {
    await writeFile(join(folder, 'Letter.pdf'), 'older')
    const saved = await saveResponse(named('attachment; filename="Letter.pdf"'), { out: folder, signal: never })
    expect(saved).toEqual({ path: join(folder, 'Letter (2).pdf'), sizeBytes: 5 })
    expect(await readFile(join(folder, 'Letter.pdf'), 'utf8')).toBe('older')
    expect(await readdir(folder)).toEqual(['Letter (2).pdf', 'Letter.pdf'])
  })

  test('replaces the file that is named', async () => {
    const out = join(folder, 'mine.pdf')
    await writeFile(out, 'older')
    expect(await saveResponse(named(''), { out, signal: never })).toEqual({ path: out, sizeBytes: 5 })
    expect(await readFile(out, 'utf8')).toBe('whole')
  })

  test('that breaks off leaves the old file and nothing else', async () => {
    const out = join(folder, 'mine.pdf')
    await writeFile(out, 'older')
    const broken = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(new TextEncoder().encode('half')),
      pull: (controller) => controller.error(new TypeError('terminated')),
    })
    await expect(saveResponse(named('', broken), { out, signal: never })).rejects.toThrow('broke off')
    expect(await readdir(folder)).toEqual(['mine.pdf'])
    expect(await readFile(out, 'utf8')).toBe('older')
  })

  test('into a folder that is not there says so', async () => {
    const out = join(folder, 'nowhere', 'mine.pdf')
    await expect(saveResponse(named(''), { out, signal: never })).rejects.toThrow('no such folder')
  })
})

test.each([
  [`attachment; filename="x.pdf"; filename*=UTF-8''Gro%C3%9Fmutter.pdf`, 'Großmutter.pdf'],
  ['attachment; filename="../../.bashrc"', '_.._.bashrc'],
  [`attachment; filename*=UTF-8''..%2F..%2Fetc%2Fpasswd`, '_.._etc_passwd'],
  [`attachment; filename*=UTF-8''%E0%A4%A; filename="plain.pdf"`, 'plain.pdf'],
  ['attachment; filename="..."', 'export'],
  ['', 'export'],
])('the name in %j is %j', (header, name) => {
  expect(fileNameIn(new Response('', { headers: { 'content-disposition': header } }))).toBe(name)
})

test('a name too long for a file system keeps its ending', () => {
  const name = fileNameIn(named(`attachment; filename*=UTF-8''${encodeURIComponent('ß'.repeat(400))}.pdf`))
  expect(Buffer.byteLength(name)).toBeLessThanOrEqual(200)
  expect(name.endsWith('ß.pdf')).toBe(true)
})
