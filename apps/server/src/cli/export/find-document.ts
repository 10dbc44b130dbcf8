import { type DocumentId, documentId, LIST_LIMIT_MAX, listDocuments } from '@kinfolio/contracts'
import { CommandFailed } from '../command.ts'
import { messages } from '../messages.ts'
import type { Client } from '../session/open-client.ts'

/** A household has thousands of documents; beyond this an id has to be given. */
const LISTS_MAX = 500

/** A document by its id, or by its whole title whatever its case. Throws `CommandFailed` unless there is exactly one. */
export async function findDocument(client: Pick<Client, 'call'>, name: string): Promise<DocumentId> {
  const id = documentId.safeParse(name)
  if (id.success) return id.data
  const found = await findTitled(client, name.toLocaleLowerCase())
  const [first, second] = found
  if (first === undefined) throw new CommandFailed(messages.documentUnknown(name))
  if (second !== undefined) throw new CommandFailed(messages.documentAmbiguous(name, found))
  return first
}

async function findTitled(client: Pick<Client, 'call'>, wanted: string): Promise<DocumentId[]> {
  const found: DocumentId[] = []
  let cursor: string | undefined
  for (let list = 0; list < LISTS_MAX; list++) {
    const query = { limit: LIST_LIMIT_MAX, ...(cursor === undefined ? {} : { cursor }) }
    const { documents, next_cursor } = await client.call(listDocuments, { query })
    found.push(...documents.filter(({ title }) => title.toLocaleLowerCase() === wanted).map(({ id }) => id))
    if (next_cursor === null) break
    cursor = next_cursor
  }
  return found
}
