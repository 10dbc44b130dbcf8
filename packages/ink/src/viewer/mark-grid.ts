import type { Rect } from '@kinfolio/rm-format'

/** Side of a cell in page units: about a word, so that a near look touches few cells and a page has about 700. */
const CELL = 64
/** A page is at most 30,000 units a side; more cells than this are never made. */
const CELLS_A_SIDE_MAX = 512

export type MarkGrid = {
  /** Indices of the boxes that meet a rectangle or may meet it, rising: marks are painted in this order. */
  meeting(rect: Rect): Uint32Array
}

/** Sorts boxes into the cells of a grid over the frame. What lies outside belongs to the cells at its edge. */
export function layGrid(boxes: readonly (Rect | undefined)[], frame: Rect): MarkGrid {
  const columns = cellsAlong(frame.width)
  const rows = cellsAlong(frame.height)
  const spanOf = ({ x, y, width, height }: Rect): Span => ({
    left: cellAt((x - frame.x) / frame.width, columns),
    right: cellAt((x + width - frame.x) / frame.width, columns),
    top: cellAt((y - frame.y) / frame.height, rows),
    bottom: cellAt((y + height - frame.y) / frame.height, rows),
  })
  const { starts, members } = fillCells(
    boxes.map((box) => box && spanOf(box)),
    { columns, rows },
  )
  const seen = new Uint32Array(boxes.length)
  let look = 0
  return {
    meeting(rect) {
      const found: number[] = []
      look++
      forEachCell(spanOf(rect), columns, (cell) => {
        for (let at = starts[cell]!; at < starts[cell + 1]!; at++) {
          const index = members[at]!
          if (seen[index] === look) continue
          seen[index] = look
          if (meets(boxes[index]!, rect)) found.push(index)
        }
      })
      return Uint32Array.from(found).sort()
    },
  }
}

type Span = { left: number; right: number; top: number; bottom: number }
type Cells = { columns: number; rows: number }

/** Members of the cells one after the other, in flat arrays: a page has hundreds of thousands of entries. */
function fillCells(spans: readonly (Span | undefined)[], { columns, rows }: Cells) {
  const starts = new Uint32Array(columns * rows + 1)
  for (const span of spans) if (span) forEachCell(span, columns, (cell) => starts[cell + 1]!++)
  for (let cell = 0; cell < columns * rows; cell++) starts[cell + 1]! += starts[cell]!
  const members = new Uint32Array(starts[columns * rows]!)
  const next = starts.slice()
  for (const [index, span] of spans.entries())
    if (span) forEachCell(span, columns, (cell) => (members[next[cell]!++] = index))
  return { starts, members }
}

function forEachCell({ left, right, top, bottom }: Span, columns: number, visit: (cell: number) => void): void {
  for (let row = top; row <= bottom; row++)
    for (let column = left; column <= right; column++) visit(row * columns + column)
}

function cellsAlong(length: number): number {
  return Math.min(CELLS_A_SIDE_MAX, Math.max(1, Math.ceil(length / CELL)))
}

/** Places that are no number count as the first cell. */
function cellAt(share: number, cells: number): number {
  return Math.min(cells - 1, Math.max(0, Math.floor(share * cells) || 0))
}

function meets(a: Rect, b: Rect): boolean {
  return a.x <= b.x + b.width && b.x <= a.x + a.width && a.y <= b.y + b.height && b.y <= a.y + a.height
}
