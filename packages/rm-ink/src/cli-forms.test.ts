import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parsePage, pointsOf, writePage } from '@kinfolio/rm-format'
import type { PageInput } from '@kinfolio/rm-format'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { run } from './cli.ts'
import { sceneToJson } from './scene-json.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rm-ink-'))
})
afterEach(() => rm(folder, { recursive: true }))

type Called = { exitCode: number; printed: string[]; warned: string[] }

async function call(...args: string[]): Promise<Called> {
  const printed: string[] = []
  const warned: string[] = []
  const exitCode = await run(args, { print: (line) => printed.push(line), warn: (line) => warned.push(line) })
  return { exitCode, printed, warned }
}

/** Writes a page and gives its path. */
async function file(name: string, page: PageInput | Uint8Array): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, page instanceof Uint8Array ? page : writePage(page))
  return path
}

const stroke = (...places: [number, number][]): PageInput['layers'][number]['items'][number] => ({
  kind: 'stroke',
  tool: 17,
  colour: 0,
  thickness: 2,
  points: pointsOf(places.map(([x, y]) => ({ x, y, width: 4 }))),
})
const whole: PageInput = {
  layers: [
    { label: 'Ink', items: [stroke([0, 100], [50, 100.125])] },
    { label: 'Secret', isVisible: false, items: [] },
  ],
  text: { x: -468, y: 234, width: 936, paragraphs: [{ text: 'Äpfel 🌍', style: 4 }] },
  paper: { width: 1620, height: 2160 },
}

describe('--json', () => {
  test('prints the scene as one line that holds what the file holds', async () => {
    const { printed, exitCode, warned } = await call(await file('a.rm', whole), '--json')
    expect([exitCode, warned, printed.length]).toEqual([0, [], 1])
    const scene: unknown = JSON.parse(printed[0] ?? '')
    expect(scene).toMatchObject({
      version: 6,
      paper: { width: 1620, height: 2160 },
      layers: [
        {
          kind: 'layer',
          label: 'Ink',
          isVisible: true,
          items: [{ kind: 'stroke', tool: 17, points: { count: 2, x: [0, 50], y: [100, 100.125], width: [4, 4] } }],
        },
        { label: 'Secret', isVisible: false, items: [] },
      ],
      text: { x: -468, paragraphs: [{ text: 'Äpfel 🌍', style: 4 }] },
      images: {},
    })
  })

  test('prints one line a file, in the order of the arguments', async () => {
    const [a, b] = [await file('a.rm', whole), await file('b.rm', { layers: [] })]
    const { printed } = await call(b, a, b, '--json')
    expect(printed.map((line) => JSON.parse(line).layers.length)).toEqual([0, 2, 0])
    for (const line of printed) expect(line).not.toContain('\n')
  })

  test('with --out writes files and prints nothing', async () => {
    const { printed } = await call(await file('a.rm', whole), '--json', '--out', join(folder, 'new', 'deep'))
    expect(printed).toEqual([])
    const json = await readFile(join(folder, 'new', 'deep', 'a.json'), 'utf8')
    expect(json).toBe(sceneToJson(parsePage(writePage(whole)).scene))
  })

  test('gives every number back to a float’s last bit', () => {
    const odd = [1 / 3, -123.456789, 1e-7, 701.99994, 2 ** -20, 999_999, 0]
    const scene = parsePage(writePage({ layers: [{ label: '', items: [stroke(...odd.map((x): [number, number] => [x, 0]))] }] })).scene // prettier-ignore
    const [item] = JSON.parse(sceneToJson(scene)).layers[0].items
    expect(item.points.x.map(Math.fround)).toEqual(odd.map(Math.fround))
  })

  test('names pictures with their length instead of their bytes', () => {
    const { scene } = parsePage(writePage({ layers: [] }))
    const images = new Map([
      ['a', { fileName: 'a.png', bytes: new Uint8Array(1234) }],
      ['b', { fileName: 'b.png', bytes: undefined }],
    ])
    expect(JSON.parse(sceneToJson({ ...scene, images })).images).toEqual({
      a: { fileName: 'a.png', bytes: { lengthBytes: 1234 } },
      b: { fileName: 'b.png' },
    })
  })
})

describe('the forms', () => {
  test('are written side by side under the page’s name, and no other file is', async () => {
    const page = await file('My page.v2.rm', whole)
    const out = join(folder, 'out')
    await call(page, '--pdf', '--svg', '-o', out)
    expect((await readdir(out)).toSorted()).toEqual(['My page.v2.pdf', 'My page.v2.svg'])
    expect((await readFile(join(out, 'My page.v2.pdf'))).subarray(0, 5).toString()).toBe('%PDF-')
    expect(await readFile(join(out, 'My page.v2.svg'), 'utf8')).toContain('<title id="ink-title">My page.v2</title>')
  })

  test.each([
    ['0.5', 810, 1080],
    ['1', 1620, 2160],
    ['0.001', 2, 2],
  ])('--scale %s makes a PNG of %d × %d', async (scale, width, height) => {
    await call(await file('a.rm', whole), '--png', '--scale', scale, '--out', folder)
    const png = await readFile(join(folder, 'a.png'))
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([width, height])
  })

  test('--template draws paper below the ink, and an unknown one none', async () => {
    const page = await file('a.rm', whole)
    const svg = async (template: string): Promise<string> => {
      await call(page, '--svg', '--template', template, '--out', folder)
      return readFile(join(folder, 'a.svg'), 'utf8')
    }
    expect(await svg('P Grid medium')).toContain('class="ink-template"')
    expect(await svg('P Horoscope')).not.toContain('ink-template')
  })

  test('names that repeat get numbers that do not collide with names that are there', async () => {
    const names = ['x/a.rm', 'y/a.rm', 'a-2.rm', 'a.rm']
    const { warned } = await call(...names.map((name) => join(folder, name)), '--svg', '--out', folder)
    expect(warned).toHaveLength(4)
    const pages = await Promise.all([file('a.rm', whole), file('a-2.rm', whole)])
    await call(...pages, ...pages, '--svg', '--out', join(folder, 'out'))
    expect((await readdir(join(folder, 'out'))).toSorted()).toEqual(['a-2-2.svg', 'a-2.svg', 'a-3.svg', 'a.svg'])
  })
})

describe('exit codes and warnings', () => {
  test.each([
    ['an empty file', new Uint8Array(), 'empty'],
    ['a stub of the tablet', new TextEncoder().encode('INVALID     '), 'INVALID'],
    ['another program’s file', new TextEncoder().encode('%PDF-1.7'), 'no reMarkable page'],
    [
      'a page of firmware yet to come',
      new TextEncoder().encode(`reMarkable .lines file, version=9${' '.repeat(10)}`),
      'version "9"',
    ],
  ])('are 1 and a reason for %s', async (_, bytes, reason) => {
    const path = await file('odd.rm', bytes)
    const { exitCode, warned, printed } = await call(path, '--json')
    expect([exitCode, printed]).toEqual([1, []])
    expect(warned).toEqual([expect.stringContaining(reason)])
    expect(warned[0]?.startsWith(`${path}: `)).toBe(true)
  })

  test('are 1 for a folder and for a file that is not there', async () => {
    for (const path of [folder, join(folder, 'none.rm')]) expect((await call(path, '--json')).exitCode).toBe(1)
  })

  test('are 0 with a warning, and its count, for a page of which parts were lost', async () => {
    const points = pointsOf([{ x: 0, y: 0 }, { x: NaN, y: 0 }, { x: 9, y: Infinity }]) // prettier-ignore
    const item = { kind: 'stroke' as const, tool: 17, colour: 0, thickness: 2, points }
    const { exitCode, warned } = await call(await file('a.rm', { layers: [{ label: '', items: [item] }] }), '--json')
    expect(exitCode).toBe(0)
    expect(warned).toEqual([expect.stringMatching(/impossible coordinates.* \(2 times\)$/)])
  })

  test('are 0 with a warning for what was read and could not be drawn', async () => {
    const image = { kind: 'image' as const, image: '632aa206-85be-8b8c-1f41-fdaa9a34afa6', corners: [], triangles: [] }
    const path = await file('a.rm', { layers: [{ label: '', items: [image] }] })
    const { exitCode, warned } = await call(path, '--svg', '--out', folder)
    expect([exitCode, warned]).toEqual([0, [expect.stringContaining('could not be placed')]])
  })

  test.each([
    [['--svg']],
    [['a.rm']],
    [['a.rm', '--svg', '--colour']],
    [['a.rm', '--svg', '--out']],
    [['a.rm', '--png', '--scale', '0']],
    [['a.rm', '--png', '--scale', '-1']],
    [['a.rm', '--png', '--scale', 'NaN']],
    [['a.rm', '--png', '--scale', '']],
  ])('are 2 for %j, and nothing is printed', async (args) => {
    const { exitCode, printed, warned } = await call(...args)
    expect([exitCode, printed, warned.length]).toEqual([2, [], 1])
  })

  test('are 0 for help, which names every option', async () => {
    for (const flag of ['--help', '-h']) {
      const { exitCode, printed } = await call(flag)
      expect(exitCode).toBe(0)
      for (const option of ['--svg', '--png', '--pdf', '--json', '--out', '--scale', '--template'])
        expect(printed.join('\n')).toContain(option)
    }
  })
})
