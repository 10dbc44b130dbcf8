import { readdir, readFile, writeFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, gzip } from 'node:zlib'

const COMPRESSIBLE = new Set(['.js', '.css', '.svg', '.json', '.webmanifest'])
/** A smaller file fits into the first packets anyway. */
const BYTES_MIN = 1_024

/**
 * Writes `.br` and `.gz` beside every file worth it, so that the server sends the smallest form its caller understands
 * and compresses nothing while people wait.
 *
 * @param {string} folder
 */
export async function compressFiles(folder) {
  const names = await readdir(folder, { recursive: true })
  await Promise.all(names.filter((name) => COMPRESSIBLE.has(extname(name))).map((name) => compress(join(folder, name))))
}

async function compress(path) {
  const bytes = await readFile(path)
  if (bytes.length < BYTES_MIN) return
  await writeFile(`${path}.br`, await promisify(brotliCompress)(bytes))
  await writeFile(`${path}.gz`, await promisify(gzip)(bytes, { level: 9 }))
}
