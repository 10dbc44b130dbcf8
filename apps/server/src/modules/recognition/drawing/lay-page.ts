import { layoutPage, type Page } from '@kinfolio/ink'
import {
  NotAPageError,
  type Paragraph,
  parsePage,
  readHighlights,
  readLayerMetadata,
  type Scene,
  withLayerNames,
} from '@kinfolio/rm-format'
import type { PageParts } from './page-parts.ts'
import { type Backdrop, drawBackdrop } from './source-backdrop.ts'

/** A page laid out with what lies under its ink, and everything that went wrong, in words. */
export type LaidPage = {
  page: Page
  /** The typed text that the lines of `page.text` belong to. */
  paragraphs: readonly Paragraph[]
  backdrop: Backdrop | undefined
  hasInk: boolean
  problems: string[]
}

/** `ink`: what a reader of handwriting should see, and nothing else. */
export type PageView = 'everything' | 'ink'

/**
 * Lays out a page from its parts. A part that cannot be understood is left out and named in `problems`; the page
 * is drawn from the others, down to an empty sheet.
 */
export async function layPage(parts: PageParts, view: PageView): Promise<LaidPage> {
  const problems: string[] = []
  const scene = readScene(parts, problems)
  const backdrop = await readBackdrop(parts, problems)
  const laid = layoutPage(scene, { template: parts.template, ...(view === 'ink' ? { only: 'ink' } : {}) })
  problems.push(...laid.problems)
  const marks = laid.marks.filter((mark) => view === 'everything' || isWriting(mark))
  const page = backdrop === undefined ? { ...laid, marks } : onBackdrop({ ...laid, marks }, { backdrop, view })
  const hasInk = laid.marks.some(isWriting)
  return { page, paragraphs: scene.text?.paragraphs ?? [], backdrop, hasInk, problems }
}

const NO_SCENE: Scene = {
  version: 6,
  paper: undefined,
  layers: [],
  text: undefined,
  images: new Map(),
  settings: {
    isBackgroundVisible: undefined,
    isRootDocumentVisible: undefined,
    contentRect: undefined,
    preferredLayout: undefined,
  },
}

function readScene(parts: PageParts, problems: string[]): Scene {
  if (parts.ink === undefined) return withOldHighlights(NO_SCENE, parts)
  try {
    const parsed = parsePage(parts.ink)
    problems.push(...parsed.problems.map((problem) => problem.message))
    const layers = parts.layers === undefined ? [] : readLayerMetadata(utf8(parts.layers))
    const named = layers.length === 0 ? parsed.scene : withLayerNames(parsed.scene, layers)
    return withOldHighlights(withImages(named, parts), parts)
  } catch (error) {
    if (!(error instanceof NotAPageError)) throw error
    problems.push(error.message)
    return NO_SCENE
  }
}

/** The tablet keeps the bytes of placed pictures in files beside the page. */
function withImages(scene: Scene, { images }: PageParts): Scene {
  if (images.length === 0) return scene
  const byName = new Map(images.map(({ name, bytes }) => [name, bytes]))
  const filled = [...scene.images].map(
    ([id, image]) => [id, { ...image, bytes: image.bytes ?? byName.get(image.fileName) }] as const,
  )
  return { ...scene, images: new Map(filled) }
}

function withOldHighlights(scene: Scene, { highlights }: PageParts): Scene {
  if (highlights === undefined) return scene
  const items = readHighlights(utf8(highlights))
  const id = { author: 0, counter: 0 }
  return { ...scene, layers: [{ kind: 'layer', id, label: 'Highlights', isVisible: true, items }, ...scene.layers] }
}

async function readBackdrop({ source }: PageParts, problems: string[]): Promise<Backdrop | undefined> {
  if (source === undefined) return undefined
  try {
    return await drawBackdrop(source)
  } catch (error) {
    // Whatever a broken file makes its reader throw: the ink over it is still worth drawing.
    const why = error instanceof Error ? error.message : 'unknown reason'
    problems.push(`The page of the source file could not be drawn (${why}). Its bytes are kept.`)
    return undefined
  }
}

/** Highlighter and shader lie over what they mark; to a reader they are stains. */
function isWriting(mark: Page['marks'][number]): boolean {
  return mark.kind === 'outline' && mark.blend === 'normal' && mark.opacity > HIGHLIGHT_OPACITY_MAX
}
const HIGHLIGHT_OPACITY_MAX = 0.6

/** The source page is the paper; ink beyond it enlarges the page. */
function onBackdrop(laid: Page, { backdrop, view }: { backdrop: Backdrop; view: PageView }): Page {
  const { rect, bytes, words } = backdrop
  const bounds = laid.marks.flatMap((mark) => (mark.kind === 'outline' ? [mark.bounds] : []))
  const left = Math.min(rect.x, ...bounds.map((box) => box.x))
  const top = Math.min(rect.y, ...bounds.map((box) => box.y))
  const right = Math.max(rect.x + rect.width, ...bounds.map((box) => box.x + box.width))
  const bottom = Math.max(rect.y + rect.height, ...bounds.map((box) => box.y + box.height))
  const frame = { left, top, width: right - left, height: bottom - top }
  // A source with words of its own is read from the file; a picture of text has to be read from the picture.
  const isShown = view === 'everything' || words.length === 0
  const matrix = [rect.width, 0, 0, rect.height, rect.x, rect.y] as const
  const picture = { kind: 'image', layer: 0, image: 'source', fileName: 'source', bytes, matrix } as const
  return { ...laid, ...frame, marks: isShown ? [picture, ...laid.marks] : laid.marks }
}

function utf8(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes)
}
