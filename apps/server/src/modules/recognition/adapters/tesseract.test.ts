import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { mapBox } from '../preparation/affine.ts'
import { preparePage } from '../preparation/prepare-page.ts'
import { printPage } from '../printed-page.fixture.ts'
import { describeReader, type ReaderRig } from '../reader.contract.ts'
import { textOf, type Box, type PageImage } from '../reader.port.ts'
import { tesseractReader } from './tesseract.ts'
import { openNativeOcr } from './tesseract/native-ocr.ts'
import type { OcrEngine } from './tesseract/ocr-engine.ts'
import { createSlots } from './tesseract/process-slots.ts'
import { openWasmOcr, type WasmOcrDeps } from './tesseract/wasm-ocr.ts'

const slots = createSlots(1)
const languages = ['en']
const hangLimitMs = 500
let folder = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kinfolio-ocr-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

function openWasm(deps: Partial<WasmOcrDeps> = {}): Promise<OcrEngine> {
  return openWasmOcr({ slots, dataFolder: join(folder, 'tessdata'), ...deps })
}

/** A program in place of the engine's own. */
async function programOf(name: string, source: string): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, source)
  await chmod(path, 0o755)
  return path
}

const native = await openNativeOcr({ slots })

describe('the build that comes with the server', () => {
  describeReader({ hasKey: false, hasServer: false }, async () => {
    const deaf = await programOf('deaf.mjs', 'process.on("message", () => {})')
    return rigOf(await openWasm(), await openWasm({ program: new URL(`file://${deaf}`), limitMs: hangLimitMs }))
  })
})

describe.runIf(native !== undefined)('the system’s own build (needs tesseract)', () => {
  describeReader({ hasKey: false, hasServer: false }, async () => {
    const deaf = await programOf(
      'deaf.sh',
      `#!/bin/sh\n[ "$1" = stdin ] && exec sleep 20\necho "tesseract 0.0"\necho eng\n`,
    )
    const hung = await openNativeOcr({ slots, program: deaf, limitMs: hangLimitMs })
    if (!native || !hung) throw new Error('the rig is incomplete')
    return rigOf(native, hung)
  })
})

function rigOf(engine: OcrEngine, hung: OcrEngine): ReaderRig {
  let sent = 0
  const counted: OcrEngine = {
    ...engine,
    recognise(task, signal) {
      sent += 1
      return engine.recognise(task, signal)
    },
  }
  return {
    reader: tesseractReader({ engine: counted, languages }),
    hung: tesseractReader({ engine: hung, languages }),
    sent: () => sent,
    async [Symbol.asyncDispose]() {
      await engine[Symbol.asyncDispose]()
      await hung[Symbol.asyncDispose]()
    },
  }
}

const lines = ['The harbour was quiet when we came home,', 'and Margaret had already lit the lamps.']
const signal = AbortSignal.timeout(60_000)

function imageOf(page: { png: Uint8Array; width: number; height: number }): PageImage {
  return { bytes: page.png, mediaType: 'image/png', width: page.width, height: page.height }
}

describe.each([['wasm', () => openWasm()], ...(native ? [['native', async () => native] as const] : [])] as const)(
  'with the %s build',
  (_name, openEngine) => {
    test('a tilted, noisy page is read, and each word’s box lies on the word', async () => {
      await using engine = await openEngine()
      const reader = tesseractReader({ engine, languages })
      const page = printPage({ lines, tiltDegrees: 3, noise: 9, width: 1200, height: 800, fontPx: 44 })
      const prepared = await preparePage(page.png, reader.reads)
      if (prepared.outcome !== 'ready') throw new Error(prepared.outcome)
      const [reading] = await reader.readPages({ pages: [prepared.image], context: { languages: ['en'] } }, signal)
      if (reading?.outcome !== 'read') throw new Error('expected a reading')
      expect(textOf(reading)).toBe(lines.join('\n'))
      const found = reading.lines.flatMap((line) => line.words)
      for (const [index, word] of page.words.entries()) {
        const box = mapBox(prepared.toPage, found[index]?.box ?? { x: 0, y: 0, width: 0, height: 0 })
        expect(Math.abs(centre(box).x - centre(word.box).x)).toBeLessThan(0.01)
        expect(Math.abs(centre(box).y - centre(word.box).y)).toBeLessThan(0.015)
      }
    })

    test('several pages at once wait for each other and are all read', async () => {
      await using engine = await openEngine()
      const reader = tesseractReader({ engine, languages })
      const pages = lines.map((line) => imageOf(printPage({ lines: [line], width: 1300, height: 400, fontPx: 50 })))
      const readings = await Promise.all(
        pages.map((page) => reader.readPages({ pages: [page], context: { languages: [] } }, signal)),
      )
      expect(readings.map(([one]) => (one ? textOf(one) : ''))).toEqual(lines)
    })
  },
)

function centre(box: Box): { x: number; y: number } {
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 }
}

describe('the wasm build', () => {
  test('reads German with its own data, and languages in one page', async () => {
    await using engine = await openWasm()
    expect(engine.languages).toEqual(expect.arrayContaining(['deu', 'eng', 'fra']))
    const reader = tesseractReader({ engine, languages: ['de', 'en'] })
    const image = imageOf(printPage({ lines: ['Größe über Füße'], width: 1300, height: 400, fontPx: 60 }))
    const [reading] = await reader.readPages({ pages: [image], context: { languages: ['de'] } }, signal)
    expect(reading && textOf(reading)).toBe('Größe über Füße')
  })

  test('says which script it does not know, and sends nothing', async () => {
    await using engine = await openWasm()
    const reader = tesseractReader({ engine, languages })
    const image = imageOf(printPage({ lines, width: 1300, height: 400 }))
    const [reading] = await reader.readPages({ pages: [image], context: { languages: ['ja'] } }, signal)
    expect(reading).toEqual({ outcome: 'unreadable', because: 'language' })
  })

  test('a child that dies over a page is replaced once; then it is the page', async () => {
    const dying = await programOf('dying.mjs', 'process.on("message", () => process.exit(1))')
    await using engine = await openWasm({ program: new URL(`file://${dying}`) })
    const reader = tesseractReader({ engine, languages })
    const image = imageOf(printPage({ lines, width: 1300, height: 400 }))
    const [reading] = await reader.readPages({ pages: [image], context: { languages } }, signal)
    expect(reading).toEqual({ outcome: 'unreadable', because: 'crashed' })
  })

  test('a child that dies once does not cost the page', async () => {
    const mark = join(folder, 'died')
    const real = new URL('./tesseract/wasm-ocr.child.ts', import.meta.url).href
    const once = `import { existsSync, writeFileSync } from 'node:fs'
      if (existsSync(${JSON.stringify(mark)})) await import(${JSON.stringify(real)})
      else { writeFileSync(${JSON.stringify(mark)}, ''); process.on('message', () => process.exit(1)) }`
    await using engine = await openWasm({ program: new URL(`file://${await programOf('once.mjs', once)}`) })
    const reader = tesseractReader({ engine, languages })
    const image = imageOf(printPage({ lines, width: 1300, height: 400 }))
    const [reading] = await reader.readPages({ pages: [image], context: { languages } }, signal)
    expect(reading && textOf(reading)).toBe(lines.join('\n'))
  })

  test('a child that has nothing to do ends, and the next page starts another', async () => {
    const told = join(folder, 'pids')
    const real = new URL('./tesseract/wasm-ocr.child.ts', import.meta.url).href
    const noting = `import { appendFileSync } from 'node:fs'
      appendFileSync(${JSON.stringify(told)}, process.pid + '\\n')
      await import(${JSON.stringify(real)})`
    const program = new URL(`file://${await programOf('noting.mjs', noting)}`)
    await using engine = await openWasm({ program, idleMs: 50 })
    const reader = tesseractReader({ engine, languages })
    const pages = [imageOf(printPage({ lines, width: 1300, height: 400 }))]
    await reader.readPages({ pages, context: { languages } }, signal)
    const { readFile } = await import('node:fs/promises')
    const [pid = 0] = (await readFile(told, 'utf8')).trim().split('\n').map(Number)
    await expect.poll(() => isAlive(pid), { timeout: 5_000 }).toBe(false)
    await reader.readPages({ pages, context: { languages } }, signal)
    expect((await readFile(told, 'utf8')).trim().split('\n')).toHaveLength(2)
  })
})

test('no native build is found where there is none', async () => {
  expect(await openNativeOcr({ slots, program: join(folder, 'nothing-here') })).toBeUndefined()
})

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false
    throw error
  }
}
