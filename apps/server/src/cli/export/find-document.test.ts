import { type AnyRoute, documentId, type DocumentId, listDocuments } from '@kinfolio/contracts'
import { describe, expect, test } from 'vitest'
import type { Client } from '../session/open-client.ts'
import { findDocument } from './find-document.ts'

const idOf = (number: number): DocumentId =>
  documentId.parse(`01890000-0000-7000-8000-${String(number).padStart(12, '0')}`)

/** A server whose documents have these titles, some to a list. */
function serverOf(titles: string[], perList = 2) {
  const asked: unknown[] = []
  const call = async (route: AnyRoute, input?: { query?: { cursor?: string } }): Promise<unknown> => {
    asked.push({ path: route.path, ...input })
    const from = Number(input?.query?.cursor ?? 0)
    const end = from + perList
    const documents = titles.slice(from, end).map((title, index) => ({ id: idOf(from + index), title }))
    return { documents, next_cursor: end < titles.length ? String(end) : null }
  }
  // A client answers each route by its own type; this one knows a single route.
  return { asked, client: { call } as Pick<Client, 'call'> }
}

describe('a document', () => {
  test('is known by its id without asking anybody', async () => {
    const { asked, client } = serverOf([])
    expect(await findDocument(client, idOf(7))).toBe(idOf(7))
    expect(asked).toEqual([])
  })

  test('is found by its whole title in any case, also on a later list', async () => {
    const { asked, client } = serverOf(['Garden', 'Letters', 'Gärten', 'ÜBER UNS', 'Last'])
    expect(await findDocument(client, 'über uns')).toBe(idOf(3))
    expect(asked).toMatchObject([
      { path: listDocuments.path, query: { limit: expect.any(Number) } },
      { query: { cursor: '2' } },
      { query: { cursor: '4' } },
    ])
  })

  test.each(['Gard', 'Garden 2', '', ' Garden'])('is not found by %j, which is not its title', async (name) => {
    await expect(findDocument(serverOf(['Garden']).client, name)).rejects.toThrow(`no document "${name}"`)
  })

  test('of which there are several is not guessed at: their ids are named', async () => {
    const { client } = serverOf(['Notes', 'other', 'notes', 'NOTES'])
    await expect(findDocument(client, 'Notes')).rejects.toThrow([0, 2, 3].map(idOf).join(', '))
  })
})
