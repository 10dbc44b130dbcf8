import { expect, test } from 'vitest'
import { createStatementNames, NAMED_AFTER, NAMED_MAX } from './statement-names.ts'

test('a statement is named once it is asked often, each by a name of its own that stays', () => {
  const nameOf = createStatementNames()
  const names = (text: string) => Array.from({ length: NAMED_AFTER + 1 }, () => nameOf(text))
  expect(names('select 1')).toEqual([...Array(NAMED_AFTER - 1).fill(undefined), 'kinfolio_0', 'kinfolio_0'])
  expect(names('select 2').at(-1)).toBe('kinfolio_1')
  expect(nameOf('select 1')).toBe('kinfolio_0')
})

test('names are not given without end, and forms that hardly return are forgotten', () => {
  const nameOf = createStatementNames()
  for (let form = 0; form < 50_000; form++) expect(nameOf(`select ${form}`)).toBeUndefined()
  for (let form = 0; form < NAMED_MAX + 10; form++)
    for (let times = 0; times < NAMED_AFTER; times++) nameOf(`update ${form}`)
  expect(nameOf(`update ${NAMED_MAX - 1}`)).toBe(`kinfolio_${NAMED_MAX - 1}`)
  expect(nameOf(`update ${NAMED_MAX}`)).toBeUndefined()
})
