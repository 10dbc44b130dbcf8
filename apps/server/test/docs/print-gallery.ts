import type { Picture, Section } from './gallery-pictures.ts'

const HEAD = `# Gallery

What our drawings look like: every pen, colour, style and device. Each picture is made by the code: a generator of
handwriting and [our writer](../packages/rm-format/README.md) make a page file, our reader reads it, and
[ink](../packages/ink/README.md) draws it as SVG. \`node apps/server/test/docs/write-gallery.ts\` makes them anew; a test
fails when they are not what the code draws. How near they come to the tablet's own is told in [fidelity](fidelity.md).
`

/** The gallery as a page; the pictures lie in \`pictures/gallery\` beside it. */
export function printGallery(sections: readonly Section[]): string {
  return [HEAD, ...sections.map(printSection)].join('\n')
}

function printSection({ title, words, pictures }: Section): string {
  return [`## ${title}`, '', words, '', ...pictures.flatMap(printPicture)].join('\n')
}

/** Pages are shown small, rows as they are. */
const SHOWN_WIDTH = { page: 300, row: 760 }
const PAGE_HEIGHT_MIN = 1_200

function printPicture({ name, words, svg }: Picture): string[] {
  const height = Number(/ height="([\d.]+)"/.exec(svg)?.[1])
  const width = height >= PAGE_HEIGHT_MIN ? SHOWN_WIDTH.page : SHOWN_WIDTH.row
  return [`${words}`, '', `<img src="pictures/gallery/${name}.svg" alt="${words}" width="${width}">`, '']
}
