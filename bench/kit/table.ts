import type { Row } from './row.ts'

const HEAD = ['name', 'median', 'p95', 'unit', 'target', 'ok']

/** The table for people: columns as wide as what is in them, numbers to the right. */
export function tableOf(rows: readonly Row[]): string {
  const cells = [HEAD, ...rows.map(cellsOf)]
  const widths = HEAD.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)))
  return cells
    .map((row) =>
      row
        .map((cell, column) =>
          isNumeric(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

function cellsOf(row: Row): string[] {
  const verdict = row.isMet === undefined ? '' : row.isMet ? 'ok' : 'MISSED'
  return [row.name, figure(row.median), row.samples > 1 ? figure(row.p95) : '', row.unit, row.target, verdict]
}

function isNumeric(column: number): boolean {
  return column === 1 || column === 2
}

/** Three significant digits are all that a measurement of this kind carries. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return '–'
  if (Number.isInteger(value) || Math.abs(value) >= 100) return String(Math.round(value))
  return Number(value.toPrecision(3)).toString()
}
