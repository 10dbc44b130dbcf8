import { promisify } from 'node:util'
import { buffer } from 'node:stream/consumers'
import yauzl from 'yauzl'

/** Every file of a zip by its path, folders left out. For the small archives of tests: all is held in memory. */
export async function unzip(bytes: Buffer): Promise<Map<string, Buffer>> {
  const zip = await promisify<Buffer, yauzl.Options, yauzl.ZipFile>(yauzl.fromBuffer)(bytes, { lazyEntries: true })
  const open = promisify<yauzl.Entry, NodeJS.ReadableStream>(zip.openReadStream.bind(zip))
  const { promise, resolve, reject } = Promise.withResolvers<Map<string, Buffer>>()
  const files = new Map<string, Buffer>()
  zip.on('error', reject)
  zip.on('end', () => resolve(files))
  zip.on('entry', (entry: yauzl.Entry) => {
    void take(entry).then(() => zip.readEntry(), reject)
  })
  async function take(entry: yauzl.Entry): Promise<void> {
    if (!entry.fileName.endsWith('/')) files.set(entry.fileName, await buffer(await open(entry)))
  }
  zip.readEntry()
  return promise
}
