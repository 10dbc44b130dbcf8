import { expect, test } from 'vitest'
import { proposedName } from './save-file.ts'

test('the extended name wins over the plain one', () => {
  expect(proposedName(`attachment; filename="Gruesse.pdf"; filename*=UTF-8''Gr%C3%BC%C3%9Fe.pdf`)).toBe('Grüße.pdf')
})

test('a quoted name may hold spaces, semicolons and quotes', () => {
  expect(proposedName('attachment; filename="a; \\"b\\".md"')).toBe('a; "b".md')
  expect(proposedName('attachment; filename=plain.zip')).toBe('plain.zip')
})

test('without a usable name the caller has to find one', () => {
  expect(proposedName(null)).toBeNull()
  expect(proposedName('inline')).toBeNull()
  expect(proposedName(`attachment; filename*=UTF-8''%E0%A4%A`)).toBeNull()
})
