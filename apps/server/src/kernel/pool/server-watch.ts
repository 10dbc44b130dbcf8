import { workerData } from 'node:worker_threads'

const LOOK_MS = 500

// Where a process keeps its parent's number when that died (Windows), only the disconnection tells.
setInterval(() => {
  if (process.ppid !== workerData) process.kill(process.pid, 'SIGKILL')
}, LOOK_MS)
