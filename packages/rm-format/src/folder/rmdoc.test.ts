import { spawnSync } from 'node:child_process'
import { deflateRawSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { NEEDS_CORPUS, corpusBytes, corpusFiles, hasCorpus } from '../../test/corpus.ts'
import { planDocuments } from '../index.ts'
import { readRmdoc, writeRmdoc } from './rmdoc.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const files = new Map([
  ['u.metadata', bytes('{}')],
  ['u/ä.rm', bytes('reMarkable')],
  ['u/empty.rm', new Uint8Array()],
])

/** The first file of an archive packed with deflate, as other programs do: the headers are ours, changed in place. */
function deflated(content: Uint8Array): Uint8Array {
  const packed = new Uint8Array(deflateRawSync(content))
  const archive = writeRmdoc(new Map([['a', packed]]))
  const original = new DataView(writeRmdoc(new Map([['a', content]])).buffer)
  const view = new DataView(archive.buffer)
  const central = 30 + 1 + packed.length
  for (const at of [8, central + 10]) view.setUint16(at, 8, true)
  for (const at of [14, central + 16]) view.setUint32(at, original.getUint32(14, true), true)
  return archive
}

describe('an .rmdoc archive (RM-11.12)', () => {
  test('gives its files back', async () => {
    expect(await readRmdoc(writeRmdoc(files))).toEqual({ files, problems: [] })
    expect(await readRmdoc(writeRmdoc(new Map()))).toEqual({ files: new Map(), problems: [] })
  })

  test('is the same for the same files, and a zip to others', () => {
    expect(writeRmdoc(files)).toEqual(writeRmdoc(new Map(files)))
    const script =
      'import sys,zipfile,io;z=zipfile.ZipFile(io.BytesIO(sys.stdin.buffer.read()));print(z.testzip(),z.namelist())'
    const { stdout, error } = spawnSync('python3', ['-c', script], { input: writeRmdoc(files) })
    if (error === undefined) expect(stdout.toString()).toBe("None ['u.metadata', 'u/ä.rm', 'u/empty.rm']\n")
  })

  test('may be deflated, have a comment behind its end, and be a part of more bytes', async () => {
    const content = bytes('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa')
    const archive = deflated(content)
    const more = new Uint8Array([...archive, ...bytes('a comment')])
    const view = new Uint8Array([1, 2, 3, ...more]).subarray(3)
    expect(await readRmdoc(view)).toEqual({ files: new Map([['a', content]]), problems: [] })
  })

  test('may have slashes before its paths, and folders of their own', async () => {
    const archive = writeRmdoc(
      new Map([
        ['/u.metadata', bytes('{}')],
        ['u/', new Uint8Array()],
      ]),
    )
    expect(await readRmdoc(archive)).toEqual({ files: new Map([['u.metadata', bytes('{}')]]), problems: [] })
  })

  test('that was cut gives the files before the cut, and says so', async () => {
    const whole = writeRmdoc(files)
    const { files: found, problems } = await readRmdoc(whole.subarray(0, 30 + 10 + 2 + 30 + 7 + 10 + 20))
    expect([...found.keys()]).toEqual(['u.metadata', 'u/ä.rm'])
    expect(problems).toEqual(['The archive has no list of its files; they are taken as they come.'])
  })

  test('with a damaged file gives the others, and names it', async () => {
    const damaged = writeRmdoc(files)
    damaged[30 + 10] = 0x20
    const { files: found, problems } = await readRmdoc(damaged)
    expect([...found.keys()]).toEqual(['u/ä.rm', 'u/empty.rm'])
    expect(problems).toEqual(['u.metadata is damaged and left out.'])
    const broken = deflated(bytes('aaaaaaaa'))
    broken.fill(0xff, 31, 34)
    expect((await readRmdoc(broken)).problems).toEqual(['a is damaged and left out.'])
  })

  test('that unpacks to more than is allowed is left out before it is in memory', async () => {
    const bomb = deflated(new Uint8Array(50_000_000))
    expect(bomb.length).toBeLessThan(100_000)
    expect((await readRmdoc(bomb, 1_000_000)).files.size).toBe(0)
    expect((await readRmdoc(writeRmdoc(files), 11)).files.size).toBe(2)
  })

  test('of any bytes is read without an error', async () => {
    const archive = writeRmdoc(files)
    for (let at = 0; at < archive.length; at++) {
      await readRmdoc(archive.subarray(0, at))
      await readRmdoc(archive.with(at, (archive[at] ?? 0) ^ 0xff))
    }
    expect((await readRmdoc(bytes('no archive'))).files.size).toBe(0)
  })

  describe.skipIf(!hasCorpus)(`of the corpus (${NEEDS_CORPUS})`, () => {
    test.each(corpusFiles('archives'))('%s is a document', async (name) => {
      const { files: found, problems } = await readRmdoc(corpusBytes(name))
      const { documents, loose } = planDocuments([...found.keys()])
      expect([documents.length, loose, problems]).toEqual([1, [], []])
      expect(await readRmdoc(writeRmdoc(found))).toEqual({ files: found, problems: [] })
    })
  })
})
