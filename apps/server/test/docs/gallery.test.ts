import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { STYLES, TOOLS } from '@kinfolio/rm-format'
import { expect, test } from 'vitest'
import { gallerySections } from './gallery-pictures.ts'
import { printGallery } from './print-gallery.ts'

// Renew it with `node apps/server/test/docs/write-gallery.ts`.
const docs = fileURLToPath(new URL('../../../../docs', import.meta.url))
const folder = join(docs, 'pictures/gallery')
const sections = gallerySections()
const pictures = sections.flatMap((section) => section.pictures)

test('every picture of the gallery is what the code draws, and none is left over', async () => {
  expect((await readdir(folder)).toSorted()).toEqual(pictures.map(({ name }) => `${name}.svg`).toSorted())
  for (const { name, svg } of pictures) {
    const kept = await readFile(join(folder, `${name}.svg`), 'utf8')
    // Not compared by the matcher: a difference of some kilobytes would be printed letter by letter.
    expect([name, kept === svg]).toEqual([name, true])
  }
})

test('the page of the gallery is what the code prints', async () => {
  expect(await readFile(join(docs, 'gallery.md'), 'utf8')).toBe(printGallery(sections))
})

test('the gallery takes less than a megabyte', async () => {
  const sizes = await Promise.all(pictures.map(async ({ name }) => (await stat(join(folder, `${name}.svg`))).size))
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(1_000_000)
})

test('every pen writes something, and every style of text is set', () => {
  const svgOf = (name: string): string => pictures.find((picture) => picture.name === name)?.svg ?? ''
  for (const pen of Object.keys(TOOLS).filter(
    (tool) => !['eraser', 'eraseArea', 'highlighter', 'shader'].includes(tool),
  )) {
    const name = `pen-${pen.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
    expect([name, svgOf(name).includes('data-stroke="0"')]).toEqual([name, true])
  }
  const styles = new Set(Array.from(svgOf('typed-styles').matchAll(/ink-style-(\d+)/g), ([, style]) => Number(style)))
  const shown = Object.values(STYLES).filter((style) => style !== STYLES.basic)
  expect(shown.filter((style) => !styles.has(style))).toEqual([])
})
