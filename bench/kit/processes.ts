import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const KIB = 1_024
const MB = 1_000_000

/**
 * Memory of processes in MB as proportional set size: what is shared between processes is counted once, in parts. Zero
 * where the system does not tell.
 */
export function pssMb(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + shareOf(pid, /^Pss:\s+(\d+) kB/m), 0)
}

/**
 * The part of it that lies in no file: heaps and stacks. For growth, since the share of a program's code changes with
 * every other process of the same program that comes or goes.
 */
export function pssWithoutFilesMb(pid: number): number {
  return shareOf(pid, /^Pss_Anon:\s+(\d+) kB/m)
}

function shareOf(pid: number, line: RegExp): number {
  try {
    const kib = line.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1]
    return (Number(kib ?? 0) * KIB) / MB
  } catch (error) {
    // The process ended between the listing and the look.
    if (error instanceof Error && 'code' in error) return 0
    throw error
  }
}

/** A process and everything it started. */
export function treeOf(root: number): number[] {
  const children = Map.groupBy(allProcesses(), ({ parent }) => parent)
  const found: number[] = []
  const queue = [root]
  for (let pid = queue.pop(); pid !== undefined; pid = queue.pop()) {
    found.push(pid)
    queue.push(...(children.get(pid) ?? []).map((child) => child.pid))
  }
  return found
}

/** The processes of the embedded PostgreSQL of a data folder, which is no child of its server once it was adopted. */
export function databaseProcesses(dataDir: string): number[] {
  const [pid] = readFileSync(join(dataDir, 'postgres', '18', 'postmaster.pid'), 'utf8').split('\n')
  return treeOf(Number(pid))
}

function allProcesses(): { pid: number; parent: number }[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      const parent = parentOf(Number(name))
      return parent === undefined ? [] : [{ pid: Number(name), parent }]
    })
}

function parentOf(pid: number): number | undefined {
  try {
    // The name in brackets may hold anything, so what follows its last bracket counts.
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[1])
  } catch (error) {
    if (error instanceof Error && 'code' in error) return undefined
    throw error
  }
}
