import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { layoutPage, toSvg } from '@kinfolio/ink'
import type { Page } from '@kinfolio/ink'
import { NotAPageError, parsePage } from '@kinfolio/rm-format'
import type { ParsedPage } from '@kinfolio/rm-format'
import { toPdf } from './pdf.ts'
import { toPng } from './png.ts'
import { sceneToJson } from './scene-json.ts'

const USAGE = `usage: rm-ink FILE… --svg|--png|--pdf|--json [--out DIR]

Draws reMarkable pages (.rm, versions 3, 5 and 6).
  --svg --png --pdf   write <name>.svg, .png (native size) or .pdf; several may be asked for at once
  --json              print the scene, one line per file; with --out, write <name>.json
  --out DIR           where to write (default: the current folder)
  --scale N           pixels per page unit of PNGs (default 1)
  --template NAME     draw lines, a grid or dots below the ink, e.g. "P Grid medium"

Exit code: 0, also when parts of a file could not be understood (said on standard error); 1 when a file could not be read at all; 2 for wrong arguments.`

/** Where the command line writes to. */
export type Console = { print: (line: string) => void; warn: (line: string) => void }

const console_: Console = {
  print: (line) => process.stdout.write(`${line}\n`),
  warn: (line) => process.stderr.write(`${line}\n`),
}

/** Runs the command line and gives its exit code. Every readable file is drawn, whatever became of the others. */
export async function run(args: string[], out: Console = console_): Promise<number> {
  const wish = readArguments(args)
  if (typeof wish === 'string') {
    out.warn(wish)
    return 2
  }
  if (wish.isHelp) {
    out.print(USAGE)
    return 0
  }
  if (wish.out !== undefined) await mkdir(wish.out, { recursive: true })
  const names = uniqueNames(wish.files)
  let exitCode = 0
  for (const [i, file] of wish.files.entries()) {
    const isRead = await drawFile({ wish, out }, { file, name: names[i] ?? file })
    if (!isRead) exitCode = 1
  }
  return exitCode
}

type Wish = {
  isHelp: boolean
  files: string[]
  kinds: ('svg' | 'png' | 'pdf' | 'json')[]
  out: string | undefined
  scale: number
  template: string | undefined
}

function readArguments(args: string[]): Wish | string {
  try {
    const flag = { type: 'boolean', default: false } as const
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        svg: flag,
        png: flag,
        pdf: flag,
        json: flag,
        help: { ...flag, short: 'h' },
        out: { type: 'string', short: 'o' },
        scale: { type: 'string', default: '1' },
        template: { type: 'string' },
      },
    })
    const kinds = (['svg', 'png', 'pdf', 'json'] as const).filter((kind) => values[kind])
    const scale = Number(values.scale)
    if (!(scale > 0)) return `--scale must be a number above zero, not "${values.scale}".`
    if (!values.help && (positionals.length === 0 || kinds.length === 0)) return USAGE
    return { isHelp: values.help, files: positionals, kinds, out: values.out, scale, template: values.template }
  } catch (error) {
    // parseArgs explains itself: an unknown option, or one without its value.
    if (error instanceof TypeError) return `${error.message}\n\n${USAGE}`
    throw error
  }
}

/** File names without folder and ending; a name that comes again gets a number, so that nothing is overwritten. */
function uniqueNames(files: readonly string[]): string[] {
  const taken = new Set<string>()
  return files.map((file) => {
    const plain = basename(file, extname(file))
    let name = plain
    for (let i = 2; taken.has(name); i++) name = `${plain}-${i}`
    taken.add(name)
    return name
  })
}

type Context = { wish: Wish; out: Console }

async function drawFile({ wish, out }: Context, { file, name }: { file: string; name: string }): Promise<boolean> {
  const parsed = await readPage(file, out)
  if (parsed === undefined) return false
  for (const { message, count } of parsed.problems)
    out.warn(`${file}: ${message}${count > 1 ? ` (${count} times)` : ''}`)
  const page = layoutPage(parsed.scene, { template: wish.template })
  for (const problem of page.problems) out.warn(`${file}: ${problem}`)
  for (const kind of wish.kinds) {
    if (kind === 'json' && wish.out === undefined) out.print(sceneToJson(parsed.scene))
    else
      await writeFile(
        join(wish.out ?? '.', `${name}.${kind}`),
        await draw({ kind, name, page, parsed, scale: wish.scale }),
      )
  }
  return true
}

async function readPage(file: string, out: Console): Promise<ParsedPage | undefined> {
  try {
    return parsePage(await readFile(file))
  } catch (error) {
    const isExpected = error instanceof NotAPageError || (error instanceof Error && 'code' in error)
    if (!isExpected) throw error
    out.warn(`${file}: ${error.message}`)
    return undefined
  }
}

type Drawing = { kind: Wish['kinds'][number]; name: string; page: Page; parsed: ParsedPage; scale: number }

async function draw({ kind, name, page, parsed, scale }: Drawing): Promise<string | Uint8Array> {
  switch (kind) {
    case 'svg':
      return toSvg(page, { title: name })
    case 'png':
      return await toPng(page, { scale })
    case 'pdf':
      return await toPdf([{ page }], { title: name })
    case 'json':
      return sceneToJson(parsed.scene)
  }
}
