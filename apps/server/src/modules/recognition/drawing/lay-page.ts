import { layOnSource, layoutPage, type Page } from '@kinfolio/ink'
import { type Paragraph, readPageFiles } from '@kinfolio/rm-format'
import type { PageParts } from './page-parts.ts'
import type { Backdrop } from './source-backdrop.ts'

/** A page laid out with what lies under its ink, and everything that went wrong, in words. */
export type LaidPage = {
  page: Page
  /** The typed text that the lines of `page.text` belong to. */
  paragraphs: readonly Paragraph[]
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
  const laid = layoutPage(scene, { template: parts.template, ...(view === 'ink' ? { only: 'ink' } : {}) })
  const problems = [...misread, ...laid.problems]
  const backdrop = await readBackdrop(parts, problems)
  const framed = backdrop === undefined ? laid : layOnSource(laid, sourceOf(backdrop, view))
  const page = view === 'everything' ? framed : { ...framed, marks: framed.marks.filter(isForReaders) }
  return { page, paragraphs: scene.text?.paragraphs ?? [], backdrop, hasInk: laid.marks.some(isWriting), problems }
}

async function readBackdrop({ source }: PageParts, problems: string[]): Promise<Backdrop | undefined> {
  if (source === undefined) return undefined
  try {
    // Loaded with the first page that has a source: its libraries are large, and notebooks need none of them.
    const { drawBackdrop } = await import('./source-backdrop.ts')
    return await drawBackdrop(source)
  } catch (error) {
    // Whatever a broken file makes its reader throw: the ink over it is still worth drawing.
    const why = error instanceof Error ? error.message : 'unknown reason'
    problems.push(`The page of the source file could not be drawn (${why}). Its bytes are kept.`)
    return undefined
  }
}

/** A source with words of its own is read from the file; a picture of text has to be read from the picture. */
function sourceOf({ rect, bytes, words }: Backdrop, view: PageView) {
  const isShown = view === 'everything' || words.length === 0
  return { width: rect.width, height: rect.height, picture: isShown ? bytes : undefined }
}

function isForReaders(mark: Page['marks'][number]): boolean {
  return mark.kind === 'image' || isWriting(mark)
}

/** Highlighter and shader lie over what they mark; to a reader they are stains. */
function isWriting(mark: Page['marks'][number]): boolean {
  return mark.kind === 'outline' && mark.blend === 'normal' && mark.opacity > HIGHLIGHT_OPACITY_MAX
}
const HIGHLIGHT_OPACITY_MAX = 0.6
