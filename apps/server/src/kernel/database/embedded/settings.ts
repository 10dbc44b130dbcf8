import { statfsSync } from 'node:fs'
import type { Access } from './access.ts'

/** Below this, a parallel query can fill /dev/shm (Docker gives 64 MB) and fail; shared memory is then kept in files. */
const minSharedMemoryBytes = 256 * 1024 * 1024

export type SettingsInput = {
  access: Access
  socketName: string
  /** False only for throw-away test clusters: commits are then not safe against power loss. */
  durable: boolean
  maxConnections: number
}

/**
 * The server's settings, for a household's machine with little memory. They are given on the command line, so what
 * runs is what is written here; anything else can still be set by ALTER SYSTEM.
 */
export function postgresSettings(input: SettingsInput): Record<string, string> {
  return {
    ...reach(input),
    max_connections: String(input.maxConnections),
    shared_buffers: '64MB',
    huge_pages: 'off',
    work_mem: '8MB',
    maintenance_work_mem: '64MB',
    effective_cache_size: '512MB',
    random_page_cost: '1.1',
    max_parallel_workers_per_gather: '1',
    jit: 'off',
    io_method: 'worker',
    ...writeAhead(input.durable),
    timezone: 'UTC',
    ...logging,
    ...(hasSmallSharedMemory() ? { dynamic_shared_memory_type: 'mmap' } : {}),
  }
}

/** As arguments of the `postgres` program. */
export function asArguments(settings: Record<string, string>): string[] {
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}

function reach({ access, socketName }: SettingsInput): Record<string, string> {
  if (access.kind === 'tcp') {
    return {
      listen_addresses: '127.0.0.1',
      port: String(access.port),
      unix_socket_directories: '',
      password_encryption: 'scram-sha-256',
    }
  }
  return {
    listen_addresses: '',
    port: String(access.port),
    unix_socket_directories: socketName,
    // The folder around the socket decides who may connect; see access.ts.
    unix_socket_permissions: '0700',
  }
}

/** A short checkpoint distance keeps the replay after `kill -9` or power loss in the range of a second. */
function writeAhead(durable: boolean): Record<string, string> {
  const onOff = durable ? 'on' : 'off'
  return {
    fsync: onOff,
    synchronous_commit: onOff,
    full_page_writes: onOff,
    wal_compression: 'pglz',
    max_wal_size: '512MB',
    min_wal_size: '64MB',
    checkpoint_timeout: '5min',
  }
}

/** One file per weekday, each overwritten after a week; relative to the cluster folder. */
const logging = {
  logging_collector: 'on',
  log_directory: '../log',
  log_filename: 'postgres-%a.log',
  log_truncate_on_rotation: 'on',
  log_rotation_age: '1d',
  log_rotation_size: '0',
  log_file_mode: '0600',
  log_line_prefix: '%m [%p] %q%u@%d %a ',
  log_timezone: 'UTC',
  log_checkpoints: 'off',
  log_min_duration_statement: '2s',
  // Values of statements and of failing rows are what people wrote; a log must not hold them.
  log_error_verbosity: 'terse',
  log_parameter_max_length: '0',
  log_parameter_max_length_on_error: '0',
}

function hasSmallSharedMemory(): boolean {
  if (process.platform !== 'linux') return false
  try {
    const { blocks, bsize } = statfsSync('/dev/shm')
    return blocks * bsize < minSharedMemoryBytes
  } catch {
    // Without /dev/shm there is nothing to share it in.
    return true
  }
}
