import { createHash } from 'node:crypto'
import { pageId, sha256 } from '@kinfolio/contracts'
import { describe, expect, test } from 'vitest'
import { v7 } from 'uuid'
import { type KnownPage, type PlannedPage, reconcilePages } from './reconcile-pages.ts'

const hash = (text: string) => sha256.parse(createHash('sha256').update(text).digest('hex'))

function planned(sourceUuid: string, ink: string, more: Partial<PlannedPage> = {}): PlannedPage {
  const empty = { layersSha256: undefined, sourcePage: undefined, template: undefined, extras: [], isOrphan: false }
  return { sourceUuid, inkSha256: hash(ink), version: hash(ink), ...empty, ...more }
}

function known(sourceUuid: string, ink: string, more: Partial<KnownPage> = {}): KnownPage {
  const id = pageId.parse(v7())
  return {
    id,
    sourceUuid,
    sourcePage: null,
    position: 1,
    version: hash(ink),
    isOrphan: false,
    isRemoved: false,
    ...more,
  }
}

describe('pages of a document that comes again', () => {
  test('stay untouched when nothing about them changed', () => {
    const pages = [known('a', '1'), known('b', '2', { position: 2 })]
    expect(reconcilePages(pages, [planned('a', '1'), planned('b', '2')])).toEqual({
      added: [],
      changed: [],
      removed: [],
    })
  })

  test('are drawn again only where the ink changed', () => {
    const pages = [known('a', '1'), known('b', '2', { position: 2 })]
    const { changed } = reconcilePages(pages, [planned('a', '1'), planned('b', 'new')])
    expect(changed).toMatchObject([{ id: pages[1]?.id, position: 2, isRedrawn: true }])
  })

  test('are moved without being drawn when one is inserted before them', () => {
    const pages = [known('a', '1')]
    const { added, changed } = reconcilePages(pages, [planned('new', '0'), planned('a', '1')])
    expect(added).toMatchObject([{ position: 1 }])
    expect(changed).toMatchObject([{ id: pages[0]?.id, position: 2, isRedrawn: false }])
  })

  test('are removed when the notebook no longer lists them, once', () => {
    const pages = [known('a', '1'), known('b', '2'), known('c', '3', { isRemoved: true })]
    expect(reconcilePages(pages, [planned('a', '1')]).removed).toEqual([pages[1]?.id])
  })

  test('count as removed, not as orphans, when only their ink is left in the folder', () => {
    const pages = [known('a', '1'), known('b', '2', { position: 2 })]
    const changes = reconcilePages(pages, [planned('a', '1'), planned('b', '2', { isOrphan: true })])
    expect(changes).toEqual({ added: [], changed: [], removed: [pages[1]?.id] })
  })

  test('come back when the notebook lists them again', () => {
    const pages = [known('a', '1', { isRemoved: true })]
    expect(reconcilePages(pages, [planned('a', '1')]).changed).toMatchObject([{ id: pages[0]?.id, isRedrawn: false }])
  })

  test('of a source file are told apart by their place in it', () => {
    const page = (sourcePage: number): PlannedPage => ({
      ...planned('', `${sourcePage}`),
      sourceUuid: undefined,
      sourcePage,
    })
    const first = { ...known('', '0'), sourceUuid: null, sourcePage: 0 }
    expect(reconcilePages([first], [page(0), page(1)])).toMatchObject({ added: [{ position: 2 }], changed: [] })
  })
})

test('an orphan never seen before is shown as one, and listed as an ordinary page later', () => {
  const { added } = reconcilePages([], [planned('a', '1', { isOrphan: true })])
  expect(added).toMatchObject([{ page: { isOrphan: true } }])
  const before = known('a', '1', { isOrphan: true })
  expect(reconcilePages([before], [planned('a', '1')]).changed).toMatchObject([{ id: before.id, isRedrawn: false }])
})
