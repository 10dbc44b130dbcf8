import { quantile } from './samples.ts'

/** What a row has to reach: its median or its 95th percentile, as a floor or a ceiling. */
export type Target = { of: 'median' | 'p95' } & ({ atMost: number } | { atLeast: number })

/** One line of the table. For rates the 95th percentile is of the slow side. */
export type Row = {
  name: string
  median: number
  p95: number
  unit: string
  samples: number
  target: string
  /** Undefined for rows that only inform. */
  isMet: boolean | undefined
}

export type RowInput = {
  name: string
  unit: string
  samples: readonly number[]
  target?: Target
  /** True where more is better, so that the slow side are the small values. */
  isRate?: boolean
}

/** A part of the bench: what it measures together, since it needs the same surroundings. */
export type RowGroup = { name: string; measure(context: BenchContext): Promise<Row[]> }
export type BenchContext = { isLong: boolean; say(line: string): void }

export function rowOf({ name, unit, samples, target, isRate = false }: RowInput): Row {
  const median = quantile(samples, 0.5)
  const p95 = quantile(samples, isRate ? 0.05 : 0.95)
  const value = target?.of === 'p95' ? p95 : median
  return {
    name,
    median,
    p95,
    unit,
    samples: samples.length,
    target: target === undefined ? '' : targetInWords(target, unit),
    isMet: target === undefined ? undefined : isReached(target, value),
  }
}

function isReached(target: Target, value: number): boolean {
  return 'atMost' in target ? value <= target.atMost : value >= target.atLeast
}

function targetInWords(target: Target, unit: string): string {
  const limit = 'atMost' in target ? `≤ ${target.atMost}` : `≥ ${target.atLeast}`
  return `${target.of === 'p95' ? 'p95 ' : ''}${limit} ${unit}`
}
