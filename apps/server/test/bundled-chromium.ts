import { existsSync } from 'node:fs'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import packed, { inflate } from '@sparticuz/chromium'

/** A browser that is started with these libraries and fonts in its environment. */
export type FoundChromium = { executablePath: string; env: Record<string, string> }

const PACKAGE = dirname(dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium')))

const FONT_SETTINGS = 'fonts.conf'

/**
 * The Chromium that npm brings for Linux on x64, unpacked once into the temporary folder. It needs NSS and expat, which
 * the package carries for another system; they are libraries only, so they serve here as well.
 */
export async function unpackChromium(): Promise<FoundChromium> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error('No Chromium was found. Install Chromium or Google Chrome to run the journeys.')
  }
  const home = join(tmpdir(), 'kinfolio-chromium')
  if (!existsSync(home)) await unpackInto(home)
  const env = { LD_LIBRARY_PATH: join(home, 'al2023', 'lib'), FONTCONFIG_FILE: join(home, FONT_SETTINGS) }
  return { executablePath: join(home, 'chromium'), env }
}

/** Under another name first: what a killed run left half unpacked must not be taken for a browser. */
async function unpackInto(home: string): Promise<void> {
  const half = `${home}.${process.pid}`
  await mkdir(half, { recursive: true })
  // The package unpacks into whatever the temporary folder is, and offers no other way to say where.
  const before = process.env['TMPDIR']
  process.env['TMPDIR'] = half
  try {
    await packed.executablePath()
    await inflate(join(PACKAGE, 'bin', 'al2023.tar.br'))
  } finally {
    if (before === undefined) delete process.env['TMPDIR']
    else process.env['TMPDIR'] = before
  }
  await writeFile(join(half, FONT_SETTINGS), fontSettings(home))
  await rm(home, { recursive: true, force: true })
  await rename(half, home)
}

/** A letter that no font has ends this Chromium: the package's own settings look for fonts where there are none. */
function fontSettings(home: string): string {
  const folders = [join(home, 'fonts'), '/usr/share/fonts'].map((folder) => `<dir>${folder}</dir>`)
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>${folders.join('')}<cachedir>${join(home, 'fonts-cache')}</cachedir></fontconfig>
`
}
