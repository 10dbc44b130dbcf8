export {
  definePoolTask,
  type PoolOptions,
  type PoolTask,
  WorkerCrashed,
  type WorkerPool,
  WorkerTimeout,
} from './pool.port.ts'
export { createWorkerPool, type WorkerPoolOptions } from './worker-pool.ts'
