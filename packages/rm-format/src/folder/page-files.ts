import type { GlyphHighlight, Rect, Scene } from '../scene.ts'
import { MAX_COORDINATE } from '../limits.ts'
import { FLAT_SHIFT_X } from '../flat-page.ts'
import { listIn, numberIn, objectIn, parseObject, stringIn } from './json.ts'

/** `<uuid>.pagedata`: the template of each page, one a line, of documents before content version 2. */
export function readPagedata(text: string): string[] {
  const lines = text.split(/\r?\n/)
  if (lines.at(-1) === '') lines.pop()
  return lines
}

/** A layer of a page of version 3 or 5; version 6 keeps both in the page itself. */
export type LayerMetadata = { name: string; isVisible: boolean }

/** `<page>-metadata.json` of versions 3 and 5. `visible: false` is a guess; no file with a hidden layer is known. */
export function readLayerMetadata(json: string): LayerMetadata[] {
  return listIn(parseObject(json)?.['layers']).map((layer, index) => {
    const { name, visible } = objectIn(layer)
    return { name: stringIn(name) ?? `Layer ${index + 1}`, isVisible: visible !== false }
  })
}

/** The scene with its layers named, for pages of version 3 and 5, whose files do not hold the names. */
export function withLayerNames(scene: Scene, layers: readonly LayerMetadata[]): Scene {
  const named = scene.layers.map((layer, index) => {
    const known = layers[index]
    return known === undefined ? layer : { ...layer, label: known.name, isVisible: known.isVisible }
  })
  return { ...scene, layers: named }
}

/**
 * `<uuid>.highlights/<page>.json` of firmware 2.7 to 3.5: marked text of a source document, layer by layer.
 * Its x counts from the left edge and is shifted like that of version 5 pages.
 */
export function readHighlights(json: string): GlyphHighlight[] {
  const layers = listIn(parseObject(json)?.['highlights'])
  return layers.flatMap((layer) => listIn(layer)).map((stored, index) => highlightIn(objectIn(stored), index))
}

/** Yellow, where an early file names no colour. */
const DEFAULT_COLOUR = 3

/** Ids are made here, by place in the file, because none is stored. */
function highlightIn(stored: Readonly<Record<string, unknown>>, index: number): GlyphHighlight {
  return {
    kind: 'highlight',
    id: { author: 0, counter: index + 1 },
    colour: numberIn(stored['color']) ?? DEFAULT_COLOUR,
    argb: undefined,
    text: stringIn(stored['text']) ?? '',
    start: numberIn(stored['start']),
    length: numberIn(stored['length']),
    rects: listIn(stored['rects']).flatMap((rect) => rectIn(objectIn(rect))),
  }
}

/** Rectangles with a part missing, or out of any page, are left out. */
function rectIn(stored: Readonly<Record<string, unknown>>): Rect[] {
  const x = numberIn(stored['x'])
  const y = numberIn(stored['y'])
  const width = numberIn(stored['width'])
  const height = numberIn(stored['height'])
  if (x === undefined || y === undefined || width === undefined || height === undefined) return []
  const isPlace = [x, y, width, height].every((value) => Math.abs(value) < MAX_COORDINATE)
  return isPlace ? [{ x: x + FLAT_SHIFT_X, y, width, height }] : []
}
