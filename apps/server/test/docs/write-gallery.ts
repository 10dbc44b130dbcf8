import { mkdir, rm, writeFile } from 'node:fs/promises'
import { gallerySections } from './gallery-pictures.ts'
import { printGallery } from './print-gallery.ts'

const docs = new URL('../../../../docs/', import.meta.url)
const pictures = new URL('pictures/gallery/', docs)
const sections = gallerySections()

await rm(pictures, { recursive: true, force: true })
await mkdir(pictures, { recursive: true })
for (const { name, svg } of sections.flatMap((section) => section.pictures))
  await writeFile(new URL(`${name}.svg`, pictures), svg)
await writeFile(new URL('gallery.md', docs), printGallery(sections))
