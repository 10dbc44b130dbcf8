import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { multipartOf } from './multipart.ts'

test('a body that is read back has every file under its path, and counts the bytes that left', async () => {
  await using folder = { path: await mkdtemp(join(tmpdir(), 'kinfolio-multipart-')), [Symbol.asyncDispose]: remove }
  async function remove(this: { path: string }): Promise<void> {
    await rm(this.path, { recursive: true })
  }
  const [first, second] = [new Uint8Array(200_000).fill(13), new TextEncoder().encode('--kinfolio\r\n')]
  await writeFile(join(folder.path, 'a'), first)
  await writeFile(join(folder.path, 'b'), second)
  let sent = 0
  const { type, body } = multipartOf(
    [
      { absolute: join(folder.path, 'a'), path: 'Großmutter/a "1".rm', sizeBytes: first.length },
      { absolute: join(folder.path, 'b'), path: 'b\r\nX: y.pdf', sizeBytes: second.length },
    ],
    (bytes) => (sent += bytes),
  )

  const form = await new Response(body, { headers: { 'content-type': type } }).formData()
  const files = form.getAll('files').filter((part) => part instanceof File)
  expect(files.map(({ name }) => name)).toEqual(['Großmutter/a "1".rm', 'b\r\nX: y.pdf'])
  expect(await files[0]?.bytes()).toEqual(first)
  expect(await files[1]?.bytes()).toEqual(second)
  expect(sent).toBe(first.length + second.length)
})
