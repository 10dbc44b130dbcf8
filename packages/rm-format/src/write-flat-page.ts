import { ByteWriter } from './byte-writer.ts'
import { FLAT_SHIFT_X } from './flat-page.ts'
import { headerOf } from './header.ts'
import type { ItemInput, LayerInput, StrokeInput } from './page-input.ts'

/**
 * Bytes of a page of version 3 or 5, which know strokes only: groups are opened, everything else is left out.
 * Layer names belong in `<page>-metadata.json`. For tests; tablets of today read version 6.
 */
export function writeFlatPage(version: 3 | 5, layers: readonly LayerInput[]): Uint8Array {
  const writer = new ByteWriter()
  writer.raw(headerOf(version))
  writer.u32(layers.length)
  for (const layer of layers) {
    // Erased strokes stay in the file as strokes of tools 6 and 8; a new page has none.
    const strokes = strokesIn(layer.items)
    writer.u32(strokes.length)
    for (const stroke of strokes) writeStroke(writer, { version, stroke })
  }
  return writer.finish()
}

/** Depth first, so that z-order is kept. */
function strokesIn(items: readonly ItemInput[]): StrokeInput[] {
  const open = [...items].toReversed()
  const strokes: StrokeInput[] = []
  for (let item = open.pop(); item !== undefined; item = open.pop()) {
    if (item.kind === 'stroke') strokes.push(item)
    if (item.kind === 'group') open.push(...item.items.toReversed())
  }
  return strokes
}

/** Points are six floats: x from the left edge, y, speed, direction, width, pressure. */
function writeStroke(writer: ByteWriter, { version, stroke }: { version: 3 | 5; stroke: StrokeInput }): void {
  const { points } = stroke
  writer.u32(stroke.tool)
  writer.u32(stroke.colour)
  // Padding, zero in every corpus file; so are the four bytes that version 5 has more.
  writer.u32(0)
  writer.f32(stroke.thickness)
  if (version === 5) writer.u32(0)
  writer.u32(points.count)
  for (let index = 0; index < points.count; index++) {
    writer.f32((points.x[index] ?? 0) - FLAT_SHIFT_X)
    writer.f32(points.y[index] ?? 0)
    writer.f32(points.speed[index] ?? 0)
    writer.f32(points.direction[index] ?? 0)
    writer.f32(points.width[index] ?? 0)
    writer.f32(points.pressure[index] ?? 0)
  }
}
