import { expect, test } from 'vitest'
import { STYLES, TOOLS, isEraser, isHighlighter, isPen, isShader, paragraphKind, toolName } from './index.ts'

// RM-12.1
test('both generations of a tool have one name, and unknown tools none', () => {
  for (const [name, numbers] of Object.entries(TOOLS)) {
    for (const number of numbers) expect(toolName(number)).toBe(name)
  }
  expect(toolName(99)).toBeUndefined()
})

test('every tool writes, marks or erases', () => {
  expect([5, 18].every(isHighlighter)).toBe(true)
  expect([6, 8].every(isEraser)).toBe(true)
  expect(isShader(23)).toBe(true)
  const pens = Array.from({ length: 24 }, (_, tool) => tool).filter(
    (tool) => toolName(tool) !== undefined && isPen(tool),
  )
  expect(pens).toEqual([0, 1, 2, 3, 4, 7, 12, 13, 14, 15, 16, 17, 21])
})

// RM-12.2
test('a tool of firmware yet to come is taken for a pen, so that its ink is read', () => {
  expect(isPen(99)).toBe(true)
})

// RM-7.10, RM-7.11
test.each([
  [{ style: STYLES.plain }, { kind: 'plain' }],
  [{ style: STYLES.title }, { kind: 'title' }],
  [{ style: STYLES.heading }, { kind: 'heading' }],
  [{ style: STYLES.heading, baseStyle: 2 }, { kind: 'subheading' }],
  [{ style: STYLES.bullet }, { kind: 'bullet', level: 0 }],
  [{ style: STYLES.nestedBullet }, { kind: 'bullet', level: 1 }],
  [
    { style: STYLES.checkbox, baseStyle: 3, properties: 0x210 },
    { kind: 'checkbox', level: 0, isChecked: false },
  ],
  [
    { style: STYLES.checkedCheckbox, baseStyle: 3, properties: 0x312 },
    { kind: 'checkbox', level: 2, isChecked: true },
  ],
  // Text_layout_checkbox, which the official app drew checked, struck through, and open.
  [
    { style: STYLES.nestedCheckbox, baseStyle: 3, properties: 0x312 },
    { kind: 'checkbox', level: 2, isChecked: true },
  ],
  [
    { style: STYLES.nestedCheckbox, baseStyle: 3, properties: 0x11 },
    { kind: 'checkbox', level: 1, isChecked: false },
  ],
  [
    { style: STYLES.nestedCheckbox, properties: 0x100 },
    { kind: 'checkbox', level: 1, isChecked: false },
  ],
  [{ style: STYLES.nestedCheckedCheckbox }, { kind: 'checkbox', level: 1, isChecked: true }],
  [{ style: STYLES.nestedNumbered }, { kind: 'numbered', level: 1 }],
  [{ style: 200 }, { kind: 'plain' }],
])('style %j means %j', (paragraph, kind) => {
  expect(paragraphKind(paragraph)).toEqual(kind)
})
