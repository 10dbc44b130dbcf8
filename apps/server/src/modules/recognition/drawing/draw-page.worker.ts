import { toSvg } from '@kinfolio/ink'
import { toPng } from 'rm-ink'
import { layPage } from './lay-page.ts'
import type { PageParts } from './page-parts.ts'

const THUMBNAIL_WIDTH_PX = 360

export type DrawnPage = {
  svg: Uint8Array
  png: Uint8Array
  thumbnail: Uint8Array
  width: number
  height: number
  /** Nothing is on the page: no ink, no text, nothing under it. */
  isBlank: boolean
  problems: string[]
}

/** Draws a page: SVG for the screen, PNG at native size, and a thumbnail. Runs in a worker of the pool. */
export async function run(parts: PageParts): Promise<DrawnPage> {
  const { page, backdrop, problems } = await layPage(parts, 'everything')
  const svg = new TextEncoder().encode(toSvg(page, { styles: 'none' }))
  const [png, thumbnail] = [await toPng(page), await toPng(page, { width: THUMBNAIL_WIDTH_PX })]
  const isBlank = backdrop === undefined && page.marks.every((mark) => mark.kind === 'template')
  return { svg, png, thumbnail, width: page.width, height: page.height, isBlank, problems }
}
