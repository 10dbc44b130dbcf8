import { expect, test } from 'vitest'
import { createUniqueNames, safeFileName } from './file-names.ts'

test.each([
  ['Plain title', 'Plain title'],
  ['a/b\\c:d*e?f"g<h>i|j', 'a_b_c_d_e_f_g_h_i_j'],
  ['..', 'Untitled'],
  ['.hidden', 'hidden'],
  ['ends with dots...', 'ends with dots'],
  ['line\nbreak\0', 'line break'],
  ['CON', '_CON'],
  ['com1.txt', '_com1.txt'],
  ['  ', 'Untitled'],
  ['日本語', '日本語'],
])('the title %j becomes the name %j', (title, name) => {
  expect(safeFileName(title)).toBe(name)
})

test('a name stays short in bytes, and whole in letters', () => {
  const name = safeFileName('😀'.repeat(500))
  expect(Buffer.byteLength(name)).toBeLessThanOrEqual(180)
  expect(name.isWellFormed()).toBe(true)
})

test('equal names in one folder are numbered, without regard to case', () => {
  const unique = createUniqueNames()
  expect([unique('a', 'Letter'), unique('a', 'letter'), unique('b', 'Letter')]).toEqual([
    'Letter',
    'letter (2)',
    'Letter',
  ])
})
