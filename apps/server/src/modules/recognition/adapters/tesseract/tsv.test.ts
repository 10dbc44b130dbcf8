import { expect, test } from 'vitest'
import { parseTsv } from './tsv.ts'

const head = 'level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext'

test('words come in lines, also when paragraphs number their lines from one again', () => {
  const rows = [
    '4\t1\t1\t1\t1\t0\t62\t65\t919\t47\t-1\t',
    '5\t1\t1\t1\t1\t1\t62\t67\t97\t33\t96.7\tDear',
    '5\t1\t1\t1\t1\t2\t172\t67\t196\t45\t96.5\tMargaret,',
    '5\t1\t1\t2\t1\t1\t60\t200\t10\t20\t40\tI',
  ]
  expect(parseTsv([head, ...rows].join('\n'))).toEqual([
    [
      { text: 'Dear', left: 62, top: 67, right: 159, bottom: 100, confidence: 96.7 },
      { text: 'Margaret,', left: 172, top: 67, right: 368, bottom: 112, confidence: 96.5 },
    ],
    [{ text: 'I', left: 60, top: 200, right: 70, bottom: 220, confidence: 40 }],
  ])
})

test('empty words, cut rows and rows of nonsense are left out', () => {
  const rows = [
    '5\t1\t1\t1\t1\t1\t0\t0\t5\t5\t95\t ',
    '5\t1\t1\t1\t1\t2\t0\t0',
    '5\t1\t1\t1\t1\t3\tx\t0\t5\t5\t95\tword',
  ]
  expect(parseTsv([head, ...rows].join('\n'))).toEqual([])
})
