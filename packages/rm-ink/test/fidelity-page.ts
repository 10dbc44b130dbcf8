import { readFileSync } from 'node:fs'
import type { Darkness, Score } from './fidelity.ts'

export const FIDELITY_PAGE = new URL('../../../docs/fidelity.md', import.meta.url)

/** The page as it should be: its words by people, its tables by measurement. Throws where a table has no place. */
export function printFidelity({ scores, pens }: { scores: readonly Score[]; pens: readonly Darkness[] }): string {
  const page = readFileSync(FIDELITY_PAGE, 'utf8')
  return [['scores', scoreTable(scores)] as const, ['pens', penTable(pens)] as const].reduce(
    (text, [name, table]) => withTable(text, { name, table }),
    page,
  )
}

export function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function withTable(page: string, { name, table }: { name: string; table: string }): string {
  const [begin, end] = [`<!-- measured: ${name} -->\n`, `<!-- end of ${name} -->`]
  const from = page.indexOf(begin)
  const to = page.indexOf(end)
  if (from < 0 || to < from) throw new Error(`docs/fidelity.md has no place for the table "${name}"`)
  return `${page.slice(0, from + begin.length)}\n${table}\n\n${page.slice(to)}`
}

function scoreTable(scores: readonly Score[]): string {
  const rows = scores.map(({ name, all, strokes }) => [name, figure(all), figure(strokes)])
  const mean = [meanOf(scores.map(({ all }) => all)), meanOf(scores.map(({ strokes }) => strokes))].map(figure)
  return tableOf(['picture', 'everything', 'strokes alone'], [...rows, ['**mean**', ...mean]])
}

function penTable(pens: readonly Darkness[]): string {
  const rows = pens.map(({ pen, strokes, againstOurs }) => [pen, String(strokes), againstOurs.toFixed(2)])
  return tableOf(['pen', 'strokes', 'tablet ÷ ours'], rows)
}

function figure(score: number): string {
  return score.toFixed(3)
}

function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map((_, i) => (i === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n')
}
