import fc from 'fast-check'
import { expect, test } from 'vitest'
import { contentDisposition } from './content-disposition.ts'

/** Reads the header back as RFC 6266 says: the extended form wins. */
function nameIn(header: string): { plain: string; extended: string } {
  const [, plain = '', extended = ''] = /^attachment; filename="([^"]*)"; filename\*=UTF-8''(\S+)$/.exec(header) ?? []
  return { plain, extended: decodeURIComponent(extended) }
}

test.each([
  ['letter.pdf', 'letter.pdf'],
  ['Äpfel & Birnen.pdf', '_pfel & Birnen.pdf'],
  ['日本.png', '__.png'],
  ['say "hi".md', 'say _hi_.md'],
  ['back\\slash.md', 'back_slash.md'],
  ['100%.md', '100_.md'],
  ['it’s (fine)*.md', 'it_s (fine)*.md'],
])('%s reaches old clients as %s and new ones as it is', (name, plain) => {
  expect(nameIn(contentDisposition(name))).toEqual({ plain, extended: name })
})

test('any name makes one header line, and comes back from it', () => {
  const names = fc.oneof(
    fc.string({ minLength: 1, maxLength: 40, unit: 'binary' }),
    fc.string({ minLength: 1, unit: 'grapheme-ascii' }),
  )
  fc.assert(
    fc.property(names, (name) => {
      const header = contentDisposition(name)
      expect(header).toMatch(/^[\x20-\x7e]+$/)
      expect(nameIn(header).extended).toBe(name)
    }),
  )
})

test('a name with half a sign in it is still one that can be sent', () => {
  expect(nameIn(contentDisposition('broken \uD83D.pdf')).extended).toBe('broken \uFFFD.pdf')
})

test('no name adds a header or a parameter of its own', () => {
  const header = contentDisposition('x"; filename*=UTF-8\'\'evil.exe\r\nSet-Cookie: a=b; "')
  expect(header).not.toMatch(/[\r\n]/)
  expect(header.match(/filename\*=/g)).toHaveLength(2)
  // The second one stands inside the quotes of the first parameter, where it means nothing.
  expect(header).toMatch(/^attachment; filename="[^"]*"; filename\*=UTF-8''[^;"]*$/)
})
