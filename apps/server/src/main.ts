import { enableCompileCache } from 'node:module'
import { join, resolve } from 'node:path'

// Types are stripped and code is compiled once per version of a file, not at every start: half of a start's work.
// It lies with the data and not in the shared temporary folder, where others could write what we would run.
const codeCache = join(resolve(process.env['DATA_DIR'] || './data'), 'cache', 'code')
enableCompileCache(codeCache)
// Child processes look here: the first page after a pause is drawn by a new one.
process.env['NODE_COMPILE_CACHE'] = codeCache

const { runServer } = await import('./run-server.ts')
await runServer()
