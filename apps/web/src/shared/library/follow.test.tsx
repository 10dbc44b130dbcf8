// @vitest-environment happy-dom
import { documentNotFound, getDocumentSpace, getMe, spaceId } from '@kinfolio/contracts'
import type { Space } from '@kinfolio/contracts'
import { act, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { CallFailed } from '../api/call-failed.ts'
import { chooseSpace, spaceInUse } from '../api/client.ts'
import { aDocumentId, uuid } from '../made.testing.ts'
import { closeTab, freshTab, isSaid, saidBelow, show } from '../screen.testing.tsx'
import { aPerson, aPersonalSpace, aServer } from '../server.testing.ts'
import type { FakeServer } from '../server.testing.ts'
import { isNotFound, useFollowing } from './follow.ts'

const family: Space = { id: spaceId.parse(uuid(80)), kind: 'family', name: 'The Marks', role: 'member' }
const other: Space = { id: spaceId.parse(uuid(81)), kind: 'family', name: 'Summer house', role: 'view_only' }
const id = aDocumentId(1)

let server: FakeServer
beforeEach(() => {
  server = aServer()
  freshTab()
  server.on(getMe, () => ({ user: aPerson, spaces: [aPersonalSpace, family, other] }))
})
afterEach(() => {
  chooseSpace(null)
  localStorage.clear()
  closeTab()
})

/** A screen whose document is there in one space alone. */
function Screen({ isThere }: { isThere: () => boolean }) {
  const isMissing = !isThere()
  const isFollowing = useFollowing(id, { isMissing })
  return <p>{isFollowing ? 'looking' : isMissing ? 'nowhere' : 'shown'}</p>
}
const open = async (isThere: () => boolean) => show(() => <Screen isThere={isThere} />)

test('a document of another space of mine is shown there, and the space is said', async () => {
  server.on(getDocumentSpace, ({ params }) => ({ space_id: params.document_id === id ? family.id : other.id }))
  await open(() => spaceInUse() === family.id)
  await screen.findByText('shown')
  expect(spaceInUse()).toBe(family.id)
  await isSaid('This document is in The Marks, which is open now')
  expect(saidBelow()).toHaveLength(1)
})

test('a document of the personal space leads out of a family', async () => {
  chooseSpace(family.id)
  server.on(getDocumentSpace, () => ({ space_id: aPersonalSpace.id }))
  await open(() => spaceInUse() === null)
  await screen.findByText('shown')
  expect(spaceInUse()).toBeNull()
  await isSaid('This document is in Mara’s pages, which is open now')
})

test('a document of nobody’s, or of somebody else’s, is nowhere, and the space stays', async () => {
  chooseSpace(family.id)
  server.on(getDocumentSpace, () => documentNotFound({ document_id: id }))
  await open(() => false)
  await screen.findByText('nowhere')
  expect(spaceInUse()).toBe(family.id)
  expect(saidBelow()).toEqual([])
})

test('one that is in this space after all, and went just now, moves nobody', async () => {
  chooseSpace(family.id)
  server.on(getDocumentSpace, () => ({ space_id: family.id }))
  await open(() => false)
  await screen.findByText('nowhere')
  expect(saidBelow()).toEqual([])
})

test('a fault while looking is no reason to look for ever', async () => {
  server.fails(getDocumentSpace)
  await open(() => false)
  expect(await screen.findByText('nowhere')).toBeTruthy()
})

test('who changes the space while the document is open is not called back', async () => {
  chooseSpace(family.id)
  server.on(getDocumentSpace, () => ({ space_id: family.id }))
  await open(() => spaceInUse() === family.id)
  await screen.findByText('shown')
  act(() => chooseSpace(other.id))
  await screen.findByText('nowhere')
  expect(spaceInUse()).toBe(other.id)
  expect(server.askedOf(getDocumentSpace)).toEqual([])
})

test('what is there is not looked for', async () => {
  await open(() => true)
  await screen.findByText('shown')
  expect(server.askedOf(getDocumentSpace)).toEqual([])
})

test.each([
  [new CallFailed({ kind: 'refused', status: 404 }), true],
  [new CallFailed({ kind: 'refused', status: 403 }), false],
  [new CallFailed({ kind: 'offline', status: 0 }), false],
  [new Error('404'), false],
  [null, false],
])('%s means that it may be elsewhere: %s', (error, isIt) => expect(isNotFound(error)).toBe(isIt))
