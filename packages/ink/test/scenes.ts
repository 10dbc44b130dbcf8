import type { Anchor, Group, Layer, Paragraph, Points, Scene, SceneItem, Stroke, TypedText } from '@kinfolio/rm-format'

/** Small scenes for tests, written as a person would describe them. */

const nobody = { author: 1, counter: 1 }

/** Points along x, y pairs with one width throughout. */
export function pointsAlong(pairs: [x: number, y: number][], width = 4): Points {
  const filled = (value: number): Float32Array => new Float32Array(pairs.length).fill(value)
  return {
    count: pairs.length,
    x: Float32Array.from(pairs, ([x]) => x),
    y: Float32Array.from(pairs, ([, y]) => y),
    speed: filled(10),
    width: filled(width),
    direction: filled(0),
    pressure: filled(0.5),
  }
}

export function stroke(pairs: [x: number, y: number][], changes: Partial<Stroke> & { width?: number } = {}): Stroke {
  const { width, ...rest } = changes
  return {
    kind: 'stroke',
    id: nobody,
    tool: 17,
    colour: 0,
    argb: undefined,
    thickness: 2,
    points: pointsAlong(pairs, width),
    writtenBy: undefined,
    ...rest,
  }
}

export function layer(items: SceneItem[], changes: Partial<Layer> = {}): Layer {
  return { kind: 'layer', id: nobody, label: 'Layer 1', isVisible: true, items, ...changes }
}

export function group(items: SceneItem[], anchor?: Anchor): Group {
  return { kind: 'group', id: nobody, label: '', isVisible: true, anchor, items }
}

export function scene(layers: Layer[], changes: Partial<Scene> = {}): Scene {
  return {
    version: 6,
    paper: undefined,
    layers,
    text: undefined,
    images: new Map(),
    settings: {
      isBackgroundVisible: undefined,
      isRootDocumentVisible: undefined,
      contentRect: undefined,
      preferredLayout: undefined,
    },
    ...changes,
  }
}

export type ParagraphWish = Partial<Paragraph> & { text: string }

/** Typed text at the tablet's usual place. Characters get ids 1:16, 1:17, …, newlines included. */
export function typed(wishes: ParagraphWish[], changes: Partial<TypedText> = {}): TypedText {
  let counter = 16
  const paragraphs = wishes.map((wish, index): Paragraph => {
    const length = Array.from(wish.text).length + (index < wishes.length - 1 ? 1 : 0)
    const characterIds = Array.from({ length }, () => ({ author: 1, counter: counter++ }))
    const spans = [{ from: 0, to: wish.text.length, isBold: false, isItalic: false }]
    return { style: 1, baseStyle: undefined, properties: undefined, spans, characterIds, ...wish }
  })
  return { x: -468, y: 234, width: 936, paragraphs, ...changes }
}
