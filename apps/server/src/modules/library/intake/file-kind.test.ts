import { expect, test } from 'vitest'
import { type FileKind, kindOfFile } from './file-kind.ts'

const epub = `PK\x03\x04${'\0'.repeat(26)}mimetypeapplication/epub+zip`

test.each<[string, string, string, FileKind]>([
  ['a page', 'reMarkable .lines file, version=6          ', 'x.pdf', 'page'],
  ['a PDF after some noise', `\n\n%PDF-1.7`, 'x', 'pdf'],
  ['an EPUB', epub, 'x.zip', 'epub'],
  ['an EPUB that begins otherwise, by its name', 'PK\x03\x04', 'Book.EPUB', 'epub'],
  ['an archive', 'PK\x03\x04', 'x.rmdoc', 'archive'],
  ['an archive without entries', 'PK\x05\x06', 'x.zip', 'archive'],
  ['a PNG', '\x89PNG\r\n\x1a\n', 'x.jpg', 'png'],
  ['a JPEG', '\xff\xd8\xff\xe0', 'x.png', 'jpeg'],
  ['a WebP', 'RIFF\0\0\0\0WEBPVP8 ', 'x', 'webp'],
  ['a HEIC', '\0\0\0\x18ftypheic', 'x', 'heic'],
  ['an MP4, which is none of ours', '\0\0\0\x18ftypisom', 'x.heic', 'unknown'],
  ['the multi-page files of before 2017', 'reMarkable lines with selections and layers', 'x.lines', 'unknown'],
  ['nothing at all', '', 'x.pdf', 'empty'],
  ['text', 'hello', 'x.rm', 'unknown'],
])('%s is told by its bytes', (_, start, path, kind) => {
  expect(kindOfFile({ start: Buffer.from(start, 'latin1'), path })).toBe(kind)
})
