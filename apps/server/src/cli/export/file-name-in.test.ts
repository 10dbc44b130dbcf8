import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fileNameIn } from './file-name-in.ts'

const named = (disposition?: string): string =>
  fileNameIn(new Response('', disposition === undefined ? {} : { headers: { 'content-disposition': disposition } }))
const extended = (name: string): string =>
  named(`attachment; filename="x"; filename*=UTF-8''${encodeURIComponent(name)}`)

describe('the name of an export', () => {
  test.each([
    ['attachment; filename="Letter.pdf"', 'Letter.pdf'],
    ['attachment; filename="Gru_e.pdf"; filename*=UTF-8\'\'Gr%C3%BC%C3%9Fe.pdf', 'Grüße.pdf'],
    ["attachment; FILENAME*=utf-8''a%20b.md", 'a b.md'],
    ['attachment; filename*=UTF-8\'\'%E6%97%A5.zip; filename="day.zip"', '日.zip'],
    ['attachment; filename="plain.md"; filename*=UTF-8\'\'%E0%A4%A', 'plain.md'],
    ['attachment', 'export'],
    ['attachment; filename=""', 'export'],
    ["attachment; filename*=UTF-8''%ZZ", 'export'],
  ])('of %j is %j', (disposition, name) => {
    expect(named(disposition)).toBe(name)
  })

  test('without any header is a plain one', () => {
    expect(named()).toBe('export')
  })
})

describe('a hostile name', () => {
  test.each([
    ['../../etc/passwd', '_.._etc_passwd'],
    ['/etc/passwd', '_etc_passwd'],
    ['C:\\Windows\\x.exe', 'C__Windows_x.exe'],
    ['..', 'export'],
    ['.', 'export'],
    ['.bashrc', 'bashrc'],
    ['...hidden.md', 'hidden.md'],
    ['  ', 'export'],
    ['a\nb\r\0c.md', 'abc.md'],
    ['invoice\u202Efdp.exe', 'invoicefdp.exe'],
    ['what?<*>|.md', 'what_____.md'],
  ])('%j becomes %j', (given, safe) => {
    expect(extended(given)).toBe(safe)
  })

  test('that is too long keeps its ending, and no half letter', () => {
    const name = extended(`${'ß'.repeat(300)}.markdown`)
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(200)
    expect(name).toMatch(/^ß+\.markdown$/)
  })

  test('whose ending is too long is cut like any other', () => {
    const name = extended(`a.${'b'.repeat(400)}`)
    expect(Buffer.byteLength(name)).toBe(200)
    expect(name.startsWith('a.bbb')).toBe(true)
  })

  test('whatever it is, leads nowhere else, hides nothing and fits a file system', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), (given) => {
        const name = extended(given)
        expect(name).not.toMatch(/[/\\\p{Cc}]/u)
        expect(name.startsWith('.')).toBe(false)
        expect(name.length).toBeGreaterThan(0)
        expect(Buffer.byteLength(name)).toBeLessThanOrEqual(200)
      }),
      { numRuns: 300 },
    )
  })
})
