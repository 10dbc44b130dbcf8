import { layoutPage, type Page } from '@kinfolio/ink'
import {
  NotAPageError,
  parsePage,
  readHighlights,
  readLayerMetadata,
  type Scene,
  withLayerNames,
} from '@kinfolio/rm-format'

/** What a page is drawn from, as bytes. */
export type PagePieces = {
  ink: Uint8Array | undefined
  layers: Uint8Array | undefined
  highlights: Uint8Array | undefined
  images: readonly { name: string; bytes: Uint8Array }[]
  template: string | undefined
}

/** What lies under the ink, in page units, centred and at the top. Without bytes it gives the page its frame only. */
export type Under = { width: number; height: number; bytes?: Uint8Array }
export type LaidPage = { page: Page }

/** Lays out a page for export. What cannot be understood is left out, as in its drawing; the page itself says why. */
export async function layPage(pieces: PagePieces, under: Under | undefined): Promise<LaidPage> {
  const laid = layoutPage(sceneOf(pieces), { template: pieces.template })
  return { page: under === undefined ? laid : onSource(laid, under) }
}

function sceneOf(pieces: PagePieces): Scene {
  const scene = pieces.ink === undefined ? EMPTY_SCENE : parsed(pieces.ink)
  const layers = pieces.layers === undefined ? [] : readLayerMetadata(utf8(pieces.layers))
  const named = layers.length === 0 ? scene : withLayerNames(scene, layers)
  const bytesOf = new Map(pieces.images.map(({ name, bytes }) => [name, bytes]))
  const images = new Map(
    [...named.images].map(([id, image]) => [id, { ...image, bytes: image.bytes ?? bytesOf.get(image.fileName) }]),
  )
  if (pieces.highlights === undefined) return { ...named, images }
  const items = readHighlights(utf8(pieces.highlights))
  const marks = { kind: 'layer', id: { author: 0, counter: 0 }, label: 'Highlights', isVisible: true, items } as const
  return { ...named, images, layers: [marks, ...named.layers] }
}

function parsed(ink: Uint8Array): Scene {
  try {
    return parsePage(ink).scene
  } catch (error) {
    if (error instanceof NotAPageError) return EMPTY_SCENE
    throw error
  }
}

const EMPTY_SCENE: Scene = {
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

/** The source is the paper, and ink beyond it enlarges the page: the same frame that boxes of words are fractions of. */
function onSource(laid: Page, { width, height, bytes }: Under): Page {
  const bounds = laid.marks.flatMap((mark) => (mark.kind === 'outline' ? [mark.bounds] : []))
  const left = Math.min(-width / 2, ...bounds.map((box) => box.x))
  const top = Math.min(0, ...bounds.map((box) => box.y))
  const right = Math.max(width / 2, ...bounds.map((box) => box.x + box.width))
  const bottom = Math.max(height, ...bounds.map((box) => box.y + box.height))
  const frame = { ...laid, left, top, width: right - left, height: bottom - top }
  if (bytes === undefined) return frame
  const matrix = [width, 0, 0, height, -width / 2, 0] as const
  const picture = { kind: 'image', layer: 0, image: 'source', fileName: 'source', bytes, matrix } as const
  return { ...frame, marks: [picture, ...laid.marks] }
}

function utf8(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes)
}
