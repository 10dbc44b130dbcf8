import { startEmbeddedDatabase } from './index.ts'

/** A server as far as its database is concerned, for tests that kill it. The argument is the options as JSON. */
const options = JSON.parse(process.argv[2] ?? '{}')
const began = performance.now()
try {
  const { pid, ownerUrl, appUrl, stop } = await startEmbeddedDatabase({ ...options, log: (line) => console.log(line) })
  process.once('SIGTERM', () => void stop().then(() => process.exit(0)))
  console.log(JSON.stringify({ pid, ownerUrl, appUrl, startMs: performance.now() - began }))
  setInterval(() => undefined, 60_000)
} catch (error) {
  console.log(`refused: ${String(error)}`)
  process.exitCode = 1
}
