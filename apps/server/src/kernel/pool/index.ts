export { forkProgram } from './fork-program.ts'
export { definePoolTask, WorkerCrashed, type WorkerPool, WorkerTimeout } from './pool.port.ts'
export { createWorkerPool } from './worker-pool.ts'
