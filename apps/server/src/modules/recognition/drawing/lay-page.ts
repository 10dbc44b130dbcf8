import { layOnSource, layoutPage, type Page, type SourceView } from '@kinfolio/ink'
import { readPageFiles, type Scene } from '@kinfolio/rm-format'
import { messages } from '../messages.ts'
import type { PageParts } from './page-parts.ts'
import type { Backdrop } from './backdrop.ts'

/** A page laid out with what lies under its ink, and everything that went wrong, in words. */
export type LaidPage = {
  page: Page
  /** What was laid out. The lines of `page.text` belong to its typed text. */
  scene: Scene
  backdrop: Backdrop | undefined
  hasInk: boolean
  problems: string[]
}

/** `ink`: what a reader of handwriting should see, and nothing else. Both views have the same frame. */
export type PageView = 'everything' | 'ink'

/**
 * Lays out a page from its parts. A part that cannot be understood is left out and named in `problems`; the page
 * is drawn from the others, down to an empty sheet.
 */
export async function layPage(parts: PageParts, view: PageView): Promise<LaidPage> {
  const { scene, problems: misread } = readPageFiles(parts)
  const { template, isLandscape } = parts
  const laid = layoutPage(scene, { template, isLandscape, only: view === 'ink' ? 'ink' : undefined })
  const problems = [...misread, ...laid.problems]
  const backdrop = await readBackdrop(parts, { version: scene.version, problems })
  const framed = backdrop === undefined ? laid : layOnSource(laid, sourceOf(backdrop, view))
  const page = view === 'everything' ? framed : { ...framed, marks: framed.marks.filter(isForReaders) }
  return { page, scene, backdrop, hasInk: laid.marks.some(isWriting), problems }
}

async function readBackdrop(
  { source, isLandscape }: PageParts,
  { version, problems }: { version: SourceView['version']; problems: string[] },
): Promise<Backdrop | undefined> {
  if (source === undefined) return undefined
  try {
    // Loaded with the first page that has a source: its libraries are large, and notebooks need none of them.
    const { drawBackdrop } = await import('./source-backdrop.ts')
    return await drawBackdrop(source, { version, isLandscape })
  } catch (error) {
    // Whatever a broken file makes its reader throw: the ink over it is still worth drawing.
    const why = error instanceof Error ? error.message : messages.unknownReason
    problems.push(messages.sourceNotDrawn(why))
    return undefined
  }
}

/** A source with words of its own is read from the file; a picture of text has to be read from the picture. */
function sourceOf({ rect, bytes, words }: Backdrop, view: PageView) {
  const isShown = view === 'everything' || words.length === 0
  return { rect, picture: isShown ? bytes : undefined }
}

function isForReaders(mark: Page['marks'][number]): boolean {
  return mark.kind === 'image' || isWriting(mark)
}

/** Highlighter and shader lie over what they mark; to a reader they are stains. */
function isWriting(mark: Page['marks'][number]): boolean {
  return mark.kind === 'outline' && mark.blend === 'normal' && mark.opacity > HIGHLIGHT_OPACITY_MAX
}
const HIGHLIGHT_OPACITY_MAX = 0.6
