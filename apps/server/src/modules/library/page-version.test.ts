import { createHash } from 'node:crypto'
import { sha256 } from '@kinfolio/contracts'
import { describe, expect, test } from 'vitest'
import { type PageIngredients, pageVersion } from './page-version.ts'

const hash = (text: string) => sha256.parse(createHash('sha256').update(text).digest('hex'))
const nothing: PageIngredients = {
  inkSha256: undefined,
  layersSha256: undefined,
  source: undefined,
  template: undefined,
  extras: [],
}

describe('the version of a page', () => {
  test('is the hash of the documented canonical form', () => {
    const [ink, picture] = [hash('ink'), hash('picture')]
    const lines = [
      'kinfolio page 1',
      `ink ${ink}`,
      'layers -',
      `source ${picture} 3`,
      'template "P Grid \\"medium\\""',
      `extra highlights "page" ${ink}`,
      `extra image "a.png" ${picture}`,
      '',
    ]
    const version = pageVersion({
      inkSha256: ink,
      layersSha256: undefined,
      source: { sha256: picture, page: 3 },
      template: 'P Grid "medium"',
      extras: [
        { role: 'image', name: 'a.png', sha256: picture },
        { role: 'highlights', name: 'page', sha256: ink },
      ],
    })
    expect(version).toBe(hash(lines.join('\n')))
  })

  test.each<[string, Partial<PageIngredients>]>([
    ['ink', { inkSha256: hash('a') }],
    ['layer names', { layersSha256: hash('a') }],
    ['source', { source: { sha256: hash('a'), page: 0 } }],
    ['source page', { source: { sha256: hash('a'), page: 1 } }],
    ['template', { template: 'Blank' }],
    ['orientation', { isLandscape: true }],
    ['a template that names another line', { template: 'Blank"\nink x' }],
    ['extras', { extras: [{ role: 'image', name: 'x', sha256: hash('a') }] }],
  ])('changes with its %s', (_, part) => {
    expect(pageVersion({ ...nothing, ...part })).not.toBe(pageVersion(nothing))
  })

  test('is that of an upright page where nothing is said of how it is held', () => {
    expect(pageVersion({ ...nothing, isLandscape: false })).toBe(pageVersion(nothing))
  })

  test('does not depend on the order of the extras', () => {
    const one = { role: 'image', name: 'a', sha256: hash('1') } as const
    const two = { role: 'image', name: 'b', sha256: hash('2') } as const
    expect(pageVersion({ ...nothing, extras: [one, two] })).toBe(pageVersion({ ...nothing, extras: [two, one] }))
  })
})
