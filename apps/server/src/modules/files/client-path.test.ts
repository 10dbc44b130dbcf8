import { UPLOAD_PATH_MAX_LENGTH } from '@kinfolio/contracts'
import { describe, expect, test } from 'vitest'
import { fileNameOf, normaliseClientPath, titleOf } from './client-path.ts'

describe('a name from a client', () => {
  test.each([
    ['../../etc/passwd', 'etc/passwd'],
    ['/root/.ssh/id', 'root/.ssh/id'],
    ['C:\\Users\\me\\letter.pdf', 'Users/me/letter.pdf'],
    ['a/./b/../c.rm', 'a/b/c.rm'],
    ['one\0two\r\nSet-Cookie: x.pdf', 'onetwoSet-Cookie: x.pdf'],
    ['bill\u202Efdp.exe', 'billfdp.exe'],
    ['\uD800broken.pdf', '\uFFFDbroken.pdf'],
    ['', 'unnamed'],
    ['..', 'unnamed'],
    ['Ünïcode 日本.pdf', 'Ünïcode 日本.pdf'],
  ])('%j is kept as %j', (given, kept) => {
    expect(normaliseClientPath(given)).toBe(kept)
  })

  test('keeps its end when it is too long', () => {
    const path = normaliseClientPath(`${'folder/'.repeat(400)}letter.pdf`)
    expect(path.length).toBeLessThanOrEqual(UPLOAD_PATH_MAX_LENGTH)
    expect(path.endsWith('folder/letter.pdf')).toBe(true)
    const name = normaliseClientPath(`${'x'.repeat(5_000)}.pdf`)
    expect(name).toHaveLength(UPLOAD_PATH_MAX_LENGTH)
    expect(name.endsWith('x.pdf')).toBe(true)
  })

  test('stays the same when it is normalised again', () => {
    const once = normaliseClientPath('//a\\..\\b\u0007/ c .rm')
    expect(normaliseClientPath(once)).toBe(once)
  })
})

test('a title is the file name without its ending', () => {
  expect(titleOf('letters/Aunt May.1987.pdf')).toBe('Aunt May.1987')
  expect(titleOf('.hidden')).toBe('.hidden')
  expect(fileNameOf('a/b.c')).toBe('b.c')
})
