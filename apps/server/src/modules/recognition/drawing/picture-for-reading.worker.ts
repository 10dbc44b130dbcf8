import { toPng } from 'rm-ink'
import type { TextLine } from '../../library/index.ts'
import { layPage } from './lay-page.ts'
import { linesOfFiles } from './page-lines.ts'
import type { PageParts } from './page-parts.ts'

export type PictureForReading = {
  /** What has to be recognised, or undefined when everything on the page is known from its files. */
  png: Uint8Array | undefined
  /** Text that the files hold, in reading order. */
  lines: TextLine[]
  width: number
  height: number
}

/** The page as a reader should see it: ink alone, without template, typed text or highlighter. Runs in a worker of the pool. */
export async function run(parts: PageParts): Promise<PictureForReading> {
  const { page, scene, backdrop, hasInk } = await layPage(parts, 'ink')
  const printed = backdrop?.words ?? []
  const paragraphs = scene.text?.paragraphs ?? []
  const isPictureOfText = backdrop !== undefined && printed.length === 0
  return {
    png: hasInk || isPictureOfText ? await toPng(page) : undefined,
    lines: linesOfFiles(page, { printed, paragraphs }),
    width: page.width,
    height: page.height,
  }
}
