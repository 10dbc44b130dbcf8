import { toSvg } from '@kinfolio/ink'
import { toPng } from 'rm-ink'
import { layPage } from './lay-page.ts'
import type { PageParts } from './page-parts.ts'

/** Raised when drawings come out differently: pages are then drawn again. */
export const RENDERER_VERSION = 1
const THUMBNAIL_WIDTH_PX = 360

export type DrawnPage = {
  svg: Uint8Array
  png: Uint8Array
  thumbnail: Uint8Array
  width: number
  height: number
  problems: string[]
}

/** Draws a page: SVG for the screen, PNG at native size, and a thumbnail. Runs in a worker of the pool. */
export async function run(parts: PageParts): Promise<DrawnPage> {
  const { page, problems } = await layPage(parts, 'everything')
  const svg = new TextEncoder().encode(toSvg(page, { styles: 'none' }))
  const [png, thumbnail] = [await toPng(page), await toPng(page, { width: THUMBNAIL_WIDTH_PX })]
  return { svg, png, thumbnail, width: page.width, height: page.height, problems }
}
