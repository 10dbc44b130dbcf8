// @vitest-environment happy-dom
import { listCollections, spaceId } from '@kinfolio/contracts'
import { useQuery } from '@tanstack/react-query'
import { screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { collectionsQuery } from '../library/queries.ts'
import { uuid } from '../made.testing.ts'
import { closeTab, freshTab, show } from '../screen.testing.tsx'
import { aPerson, aServer, someTokens } from '../server.testing.ts'
import { chooseSpace, session, spaceInUse } from './client.ts'
import { queryClient } from './query-client.ts'
import { switchSpace } from './switch-space.ts'

const family = spaceId.parse(uuid(80))
const collection = (title: string) => ({
  id: uuid(5),
  parent_id: null,
  kind: 'folder' as const,
  title,
  is_trashed: false,
  trashed_at: null,
})

beforeEach(freshTab)
afterEach(() => {
  localStorage.clear()
  chooseSpace(null)
  closeTab()
})

function Titles() {
  const { data } = useQuery(collectionsQuery)
  return <p>{data?.map(({ title }) => title).join() ?? 'nothing yet'}</p>
}

test('what is on screen is asked for anew in the other space, and nothing of the one before stays', async () => {
  const server = aServer()
  server.on(listCollections, () => ({ collections: [collection('Mine')], next_cursor: null }))
  await show(Titles)
  await screen.findByText('Mine')
  queryClient.setQueryData(['documents', 'root'], 'of the personal space')
  queryClient.setQueryData(['me'], 'stays')
  server.on(listCollections, () => ({ collections: [collection('Ours')], next_cursor: null }))
  await switchSpace(family)
  await screen.findByText('Ours')
  expect(server.askedOf(listCollections).at(-1)?.headers['x-kinfolio-space']).toBe(family)
  expect(queryClient.getQueryData(['documents', 'root'])).toBeUndefined()
  expect(queryClient.getQueryData(['me'])).toBe('stays')
})

test('the choice is found again by the same person, and by nobody else', async () => {
  await switchSpace(family)
  session.signedOut()
  expect(spaceInUse()).toBeNull()
  session.signedIn(someTokens())
  expect(spaceInUse()).toBe(family)
  session.signedOut()
  session.signedIn({ ...someTokens(), user: { ...aPerson, id: uuid(99) as typeof aPerson.id } })
  expect(spaceInUse()).toBeNull()
})

test('what this browser keeps and is no id is left aside', async () => {
  await switchSpace(family)
  session.signedOut()
  localStorage.setItem(`kinfolio.space.${aPerson.id}`, 'family')
  session.signedIn(someTokens())
  expect(spaceInUse()).toBeNull()
})
