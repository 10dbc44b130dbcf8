import { availableParallelism, cpus, loadavg, totalmem } from 'node:os'

const MIB = 1024 * 1024

/** On what, and beside how much other work, the figures were taken. */
export type Machine = { processor: string; cores: number; memoryMib: number; node: string; load: number }

export function describeMachine(): Machine {
  const [load = 0] = loadavg()
  return {
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryMib: Math.round(totalmem() / MIB),
    node: process.version,
    load,
  }
}

/** Whether figures mean anything: other work takes less than a quarter of a core. */
export function isQuiet({ load }: Machine): boolean {
  return load < 0.25
}

export function machineInWords({ processor, cores, memoryMib, node, load }: Machine): string {
  return `${processor}, ${cores} cores, ${memoryMib} MiB, Node ${node}, load ${load.toFixed(2)}`
}
