import { expect, test } from 'vitest'
import { templateMarks } from './templates.ts'

const paper = { left: -702, top: 0, width: 1404, height: 1872 }

test('the medium grid has the official export’s lines: 52 apart, two wide, grey 239', () => {
  const [grid] = templateMarks('P Grid medium', paper)
  expect(grid?.colour).toBe('#efefef')
  const columns = grid?.rects.filter(({ width }) => width === 2) ?? []
  const rows = grid?.rects.filter(({ height }) => height === 2) ?? []
  expect(columns.slice(0, 3).map(({ x }) => x + 702)).toEqual([0, 52, 104])
  expect(rows.slice(0, 3).map(({ y }) => y)).toEqual([-1, 51, 103])
  expect([columns.length, rows.length]).toEqual([27, 36])
})

test('lines and dots are told by the start of the name, sizes by its end', () => {
  expect(templateMarks('P Lines medium', paper)[0]).toMatchObject({ colour: '#e3e3e3' })
  const dots = (name: string): number => templateMarks(name, paper)[0]?.rects.length ?? 0
  expect(dots('P Dots S')).toBeGreaterThan(dots('P Dots large'))
  expect(templateMarks('LS Grid small', paper)).toHaveLength(1)
})

test('blank and unknown paper is blank', () => {
  for (const name of ['Blank', 'P Week', '', undefined]) expect(templateMarks(name, paper)).toEqual([])
})

test('a huge page asks for no endless list of dots', () => {
  expect(templateMarks('P Dots S', { ...paper, width: 30_000, height: 30_000 })[0]?.rects.length).toBe(20_000)
})
