import { NotAPageError } from './problems.ts'
import { readHighlights, readLayerMetadata, withLayerNames } from './folder/page-files.ts'
import type { PageLimits } from './limits.ts'
import { parsePage } from './parse-page.ts'
import type { GlyphHighlight, Scene } from './scene.ts'

/** The files of one page as the tablet's folder holds them; each may be absent. */
export type PageFiles = {
  /** `<uuid>/<page>.rm` */
  ink?: Uint8Array | undefined
  /** `<uuid>/<page>-metadata.json`, of versions 3 and 5: names and visibility of the layers. */
  layers?: Uint8Array | undefined
  /** `<uuid>.highlights/<page>.json`, of firmware 2.7 to 3.5. */
  highlights?: Uint8Array | undefined
  /** `<uuid>/<page>/<name>`: pictures that image items name (firmware 3.27 and later). */
  images?: readonly { name: string; bytes: Uint8Array }[] | undefined
}

/** What a page shows, from all of its files. */
export type PageContent = {
  scene: Scene
  /** What could not be understood, one sentence each. */
  problems: string[]
}

/** A page on which nothing is. Pages without a `.rm` file are common: the tablet writes none for a sheet left empty. */
export const EMPTY_SCENE: Scene = {
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

/**
 * Reads a page from its files. Never throws on what they may hold: a file that is no page shows nothing and is named
 * in `problems`.
 */
export function readPageFiles(files: PageFiles, limits: Partial<PageLimits> = {}): PageContent {
  const { scene, problems } = readInk(files.ink, limits)
  const layers = files.layers === undefined ? [] : readLayerMetadata(text(files.layers))
  const named = layers.length === 0 ? scene : withLayerNames(scene, layers)
  const pictured = withImageBytes(named, files.images ?? [])
  const marks = files.highlights === undefined ? [] : readHighlights(text(files.highlights))
  return { scene: marks.length === 0 ? pictured : withHighlights(pictured, marks), problems }
}

function readInk(ink: Uint8Array | undefined, limits: Partial<PageLimits>): PageContent {
  if (ink === undefined) return { scene: EMPTY_SCENE, problems: [] }
  try {
    const { scene, problems } = parsePage(ink, limits)
    return { scene, problems: problems.map(({ message }) => message) }
  } catch (error) {
    if (!(error instanceof NotAPageError)) throw error
    return { scene: EMPTY_SCENE, problems: [error.message] }
  }
}

/** A `.rm` file names its pictures; their bytes lie in files of those names beside it (corpus: Capture_tool). */
function withImageBytes(scene: Scene, images: NonNullable<PageFiles['images']>): Scene {
  if (images.length === 0) return scene
  const bytesOf = new Map(images.map(({ name, bytes }) => [name, bytes]))
  const filled = [...scene.images].map(
    ([id, image]) => [id, { ...image, bytes: image.bytes ?? bytesOf.get(image.fileName) }] as const,
  )
  return { ...scene, images: new Map(filled) }
}

/** Marked text lies under the ink, as the tablet drew it before highlights moved into the `.rm` file. */
function withHighlights(scene: Scene, items: GlyphHighlight[]): Scene {
  const id = { author: 0, counter: 0 }
  return { ...scene, layers: [{ kind: 'layer', id, label: 'Highlights', isVisible: true, items }, ...scene.layers] }
}

function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes)
}
