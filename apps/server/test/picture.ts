import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import sharp from 'sharp'
import { expect } from 'vitest'

const PICTURES = fileURLToPath(new URL('../../../docs/pictures', import.meta.url))
/** What the README shows is kept small: every clone carries it. */
const PICTURE_BYTES_MAX = 300 * 1024
const isWriting = process.env['KINFOLIO_PICTURES'] === 'write'

/** Writes what is on screen for the README, light and dark, when KINFOLIO_PICTURES=write asks for it. */
export async function writePicture(page: Page, name: string): Promise<void> {
  if (!isWriting) return
  await mkdir(PICTURES, { recursive: true })
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    await page.waitForTimeout(300)
    const png = await sharp(await page.screenshot())
      .png({ palette: true, quality: 90, effort: 10 })
      .toBuffer()
    expect(png.length).toBeLessThan(PICTURE_BYTES_MAX)
    await writeFile(join(PICTURES, `${name}-${colorScheme}.png`), png)
  }
  await page.emulateMedia({ colorScheme: 'light' })
}
