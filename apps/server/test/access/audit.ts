import type { Holdings, World } from '../access-world.ts'
import type { Row } from './row.ts'

const asOwner = async (world: World) => ({
  token: await world.signIn(world.people.owner),
  space: world.own.space_id,
})

async function trashedFolder(world: World): Promise<Partial<Holdings>> {
  const owner = await asOwner(world)
  const made = await world.ask({
    method: 'POST',
    url: '/api/collections',
    json: { title: 'Old', parent_id: null },
    ...owner,
  })
  const collection_id = made.json()['id'] as Holdings['collection_id']
  const json = { is_trashed: true }
  await world.ask({ method: 'PATCH', url: `/api/collections/${collection_id}`, json, ...owner })
  return { collection_id }
}

/** The activity log, exports of everything, deletion, and what becomes of the trash. */
export const auditRows: Record<string, Row> = {
  listAudit: { for: 'read the audit log' },
  exportAudit: { for: 'read the audit log' },
  listMyAudit: { for: 'signed in' },
  exportMyAudit: { for: 'signed in' },
  exportMe: { for: 'signed in' },
  getMyDeletion: { for: 'signed in' },
  // Without the right words nothing is deleted, and who may is told so.
  deleteMe: { for: 'signed in', json: () => ({ confirm: 'yes' }), answer: 422 },
  keepMe: { for: 'signed in', answer: 409 },
  deleteSpace: { for: 'delete the space', json: () => ({ confirm: 'yes' }), answer: 422 },
  listDeletedSpaces: { for: 'signed in' },
  restoreSpace: { for: 'signed in', answer: 404 },
  getRetention: { for: 'look' },
  putRetention: { for: 'set retention', json: () => ({ trash_days: 60, archive_days: 90 }) },
  // The document of the world lies on its shelf and stays there.
  eraseDocument: { for: 'delete for good', answer: 409 },
  eraseCollection: { for: 'delete for good', first: trashedFolder },
  emptyTrash: { for: 'delete for good' },
}
