import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

const FILE = fileURLToPath(new URL('../../../../test-results/trials.json', import.meta.url))

/** What a trial did and found, as the table prints it: a number or a few words for each heading. */
export type Figures = Record<string, number | string>

export const isFull = process.env['KINFOLIO_TRIALS'] === 'full'

/** The full count with KINFOLIO_TRIALS=full, else a tenth of it, but never none. */
export function trialCount(full: number): number {
  return isFull ? full : Math.max(1, Math.ceil(full / 10))
}

/** Prints the figures as a table and keeps them beside those of the other trials in `test-results/trials.json`. */
export async function record(name: string, figures: Figures): Promise<void> {
  const rows = Object.entries(figures).map(([heading, figure]) => `  ${heading.padEnd(34)} ${figure}`)
  console.log([`${name}${isFull ? '' : ' (a tenth)'}`, ...rows].join('\n'))
  await mkdir(dirname(FILE), { recursive: true })
  const all = { ...(await readKept()), [name]: { isFull, ...figures } }
  await writeFile(FILE, `${JSON.stringify(all, undefined, 2)}\n`)
}

async function readKept(): Promise<object> {
  try {
    const kept: unknown = JSON.parse(await readFile(FILE, 'utf8'))
    return typeof kept === 'object' && kept !== null ? kept : {}
  } catch (error) {
    if (error instanceof SyntaxError || (error instanceof Error && 'code' in error && error.code === 'ENOENT'))
      return {}
    throw error
  }
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return Math.round(sorted[Math.floor(sorted.length / 2)] ?? 0)
}

export function largest(values: readonly number[]): number {
  return Math.round(Math.max(0, ...values))
}
