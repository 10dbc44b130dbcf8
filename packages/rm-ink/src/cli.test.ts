import { execFile } from 'node:child_process'
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { run } from './cli.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rm-ink-'))
})
afterEach(async () => {
  await rm(folder, { recursive: true })
})

/** A version 5 page with one layer and one fineliner stroke of two points. */
function smallPage(strokes = 1): Buffer {
  const header = Buffer.from('reMarkable .lines file, version=5'.padEnd(43))
  const int = (value: number): Buffer => Buffer.from(Int32Array.of(value).buffer)
  const floats = (...values: number[]): Buffer => Buffer.from(Float32Array.from(values).buffer)
  const points = [floats(700, 100, 0, 0, 4, 1), floats(800, 100, 0, 0, 4, 1)]
  const line = [int(17), int(0), int(0), floats(2), int(0), int(points.length), ...points]
  return Buffer.concat([header, int(1), int(strokes), ...line])
}

async function call(...args: string[]): Promise<{ exitCode: number; printed: string[]; warned: string[] }> {
  const printed: string[] = []
  const warned: string[] = []
  const exitCode = await run(args, { print: (line) => printed.push(line), warn: (line) => warned.push(line) })
  return { exitCode, printed, warned }
}

test('one page is written in every form asked for', async () => {
  const file = join(folder, 'page.rm')
  await writeFile(file, smallPage())
  const { exitCode, warned } = await call(file, '--svg', '--png', '--pdf', '--json', '--out', join(folder, 'out'))
  expect({ exitCode, warned }).toEqual({ exitCode: 0, warned: [] })
  expect((await readdir(join(folder, 'out'))).toSorted()).toEqual(['page.json', 'page.pdf', 'page.png', 'page.svg'])
  const png = await readFile(join(folder, 'out', 'page.png'))
  expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([1404, 1872])
  expect(await readFile(join(folder, 'out', 'page.svg'), 'utf8')).toContain('data-stroke="0"')
})

test('the scene is printed as one line of JSON', async () => {
  const file = join(folder, 'page.rm')
  await writeFile(file, smallPage())
  const { printed } = await call(file, '--json')
  expect(printed).toHaveLength(1)
  const { layers } = JSON.parse(printed[0] ?? '')
  expect(layers[0].items[0].points.x).toEqual([-2, 98])
})

test('a file that is no page makes the exit code 1, and the others are drawn all the same', async () => {
  await writeFile(join(folder, 'bad.rm'), 'INVALID')
  await writeFile(join(folder, 'good.rm'), smallPage())
  const { exitCode, warned } = await call(
    join(folder, 'bad.rm'),
    join(folder, 'missing.rm'),
    join(folder, 'good.rm'),
    '--svg',
    '--out',
    folder,
  )
  expect(exitCode).toBe(1)
  expect(warned.map((line) => line.slice(folder.length + 1).split(':')[0])).toEqual(['bad.rm', 'missing.rm'])
  expect(await readdir(folder)).toContain('good.svg')
})

test('a page that breaks off is drawn as far as it goes, with a warning and exit code 0', async () => {
  const file = join(folder, 'cut.rm')
  await writeFile(file, smallPage(2))
  const { exitCode, warned } = await call(file, '--svg', '--out', folder)
  expect(exitCode).toBe(0)
  expect(warned).not.toEqual([])
  expect(await readFile(join(folder, 'cut.svg'), 'utf8')).toContain('data-stroke="0"')
})

test('two files of one name do not overwrite each other', async () => {
  const file = join(folder, 'page.rm')
  await writeFile(file, smallPage())
  await call(file, file, '--svg', '--out', join(folder, 'out'))
  expect((await readdir(join(folder, 'out'))).toSorted()).toEqual(['page-2.svg', 'page.svg'])
})

test('wrong arguments are explained and change nothing', async () => {
  for (const args of [[], ['x.rm'], ['x.rm', '--gif'], ['x.rm', '--png', '--scale', 'big']]) {
    const { exitCode, warned } = await call(...args)
    expect(exitCode).toBe(2)
    expect(warned.join('\n')).toMatch(/usage|--scale must be/)
  }
})

test('the command itself runs', async () => {
  const file = join(folder, 'page.rm')
  await writeFile(file, smallPage())
  const command = fileURLToPath(new URL('../bin/rm-ink.mjs', import.meta.url))
  const { stdout } = await promisify(execFile)(process.execPath, [command, file, '--json'])
  expect(JSON.parse(stdout)).toMatchObject({ version: 5 })
})
