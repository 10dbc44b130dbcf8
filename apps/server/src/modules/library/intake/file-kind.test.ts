import { expect, test } from 'vitest'
import { type FileKind, kindOfFile } from './file-kind.ts'

const epub = `PK\x03\x04${'\0'.repeat(26)}mimetypeapplication/epub+zip`

test.each<[string, { start: string; path: string }, FileKind]>([
  ['a page', { start: 'reMarkable .lines file, version=6          ', path: 'x.pdf' }, 'page'],
  ['a PDF after some noise', { start: `\n\n%PDF-1.7`, path: 'x' }, 'pdf'],
  ['an EPUB', { start: epub, path: 'x.zip' }, 'epub'],
  ['an EPUB that begins otherwise, by its name', { start: 'PK\x03\x04', path: 'Book.EPUB' }, 'epub'],
  ['an archive', { start: 'PK\x03\x04', path: 'x.rmdoc' }, 'archive'],
  ['an archive without entries', { start: 'PK\x05\x06', path: 'x.zip' }, 'archive'],
  ['a PNG', { start: '\x89PNG\r\n\x1a\n', path: 'x.jpg' }, 'png'],
  ['a JPEG', { start: '\xff\xd8\xff\xe0', path: 'x.png' }, 'jpeg'],
  ['a WebP', { start: 'RIFF\0\0\0\0WEBPVP8 ', path: 'x' }, 'webp'],
  ['a HEIC', { start: '\0\0\0\x18ftypheic', path: 'x' }, 'heic'],
  ['an MP4, which is none of ours', { start: '\0\0\0\x18ftypisom', path: 'x.heic' }, 'unknown'],
  [
    'the multi-page files of before 2017',
    { start: 'reMarkable lines with selections and layers', path: 'x.lines' },
    'unknown',
  ],
  ['nothing at all', { start: '', path: 'x.pdf' }, 'empty'],
  ['text', { start: 'hello', path: 'x.rm' }, 'unknown'],
])('%s is told by its bytes', (_, { start, path }, kind) => {
  expect(kindOfFile({ start: Buffer.from(start, 'latin1'), path })).toBe(kind)
})
