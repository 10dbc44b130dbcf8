import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/**
 * What an upload costs at the very least in Node: bytes from a socket, through SHA-256, into a file that is flushed. Run
 * as a process of its own with the folder as its argument; prints its address.
 */
const folder = process.argv[2] ?? '.'
let files = 0

const server = createServer((request, response) => {
  const hash = createHash('sha256')
  const hashing = new Transform({
    transform: (chunk, _encoding, done) => {
      hash.update(chunk)
      done(undefined, chunk)
    },
  })
  files++
  void pipeline(request, hashing, createWriteStream(join(folder, `bare-${files}`), { flush: true })).then(
    () => response.end(hash.digest('hex')),
    (error: unknown) => response.destroy(error instanceof Error ? error : undefined),
  )
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  if (address !== null && typeof address !== 'string') process.stdout.write(`http://127.0.0.1:${address.port}\n`)
})
