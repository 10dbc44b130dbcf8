import { z } from 'zod'
import { collectionId, documentId, jobId, spaceId } from './ids.ts'
import { collectionNotFound, documentNotFound } from './problems/library.ts'
import {
  accountNotDeleted,
  accountTooLateToKeep,
  handOverFirst,
  notConfirmed,
  notInTrash,
  personalSpaceStays,
  spaceNotDeleted,
} from './problems/privacy.ts'
import { fileRoute, route } from './route.ts'

/** How long one may change one’s mind after deleting an account or a space. */
export const CHANGE_OF_MIND_DAYS = 30
/** How long what is put in the trash stays there, unless the space says otherwise. */
export const TRASH_DAYS = 30
export const TRASH_DAYS_MAX = 3_650
/** How long a document is left untouched before it is archived, where a space chose that; offered, never presumed. */
export const ARCHIVE_DAYS = 90
export const ARCHIVE_DAYS_MIN = 7
export const ARCHIVE_DAYS_MAX = 3_650

export const exportMe = fileRoute({
  path: '/api/me/export',
  summary: 'Everything Kinfolio knows about who is signed in, with their personal space, as one zip',
  tag: 'privacy',
  access: 'person',
  stepUp: true,
  produces: ['application/zip'],
  problems: [],
  perMinute: 10,
})

const deletion = z.object({ deletes_at: z.iso.datetime().nullable() })

export const getMyDeletion = route({
  method: 'GET',
  path: '/api/me/deletion',
  summary: 'When the account of who is signed in will be deleted, if they asked for it',
  tag: 'privacy',
  access: 'person',
  answer: deletion,
  problems: [],
})

export const deleteMe = route({
  method: 'DELETE',
  path: '/api/me',
  summary: 'Delete the account of who is signed in, in 30 days unless they change their mind',
  tag: 'privacy',
  access: 'person',
  stepUp: true,
  body: z.object({
    /** The account’s own e-mail address, typed. */
    confirm: z.string().max(254),
  }),
  answer: deletion,
  problems: [notConfirmed, handOverFirst],
  perMinute: 10,
})

export const keepMe = route({
  method: 'POST',
  path: '/api/me/deletion/take-back',
  summary: 'Keep the account that was to be deleted',
  tag: 'privacy',
  access: 'person',
  answer: deletion,
  problems: [accountNotDeleted, accountTooLateToKeep],
})

const bySpace = z.object({ space_id: spaceId })

export const deletedSpace = z.object({
  id: spaceId,
  name: z.string(),
  deletes_at: z.iso.datetime(),
})
export type DeletedSpace = z.infer<typeof deletedSpace>

export const deleteSpace = route({
  method: 'DELETE',
  path: '/api/spaces/:space_id',
  summary: 'Hide the space from everybody, and delete it in 30 days unless its owner brings it back',
  tag: 'privacy',
  access: 'space',
  scope: 'none',
  stepUp: true,
  params: bySpace,
  body: z.object({
    /** The name of the space, typed. */
    confirm: z.string().max(200),
  }),
  answer: deletedSpace,
  problems: [notConfirmed, personalSpaceStays],
})

export const listDeletedSpaces = route({
  method: 'GET',
  path: '/api/me/deleted-spaces',
  summary: 'Spaces of who is signed in that are deleted and can still be brought back',
  tag: 'privacy',
  access: 'person',
  answer: z.object({ spaces: z.array(deletedSpace) }),
  problems: [],
})

export const restoreSpace = route({
  method: 'POST',
  path: '/api/spaces/:space_id/restore',
  summary: 'Bring a deleted space back with everything in it',
  tag: 'privacy',
  access: 'person',
  status: 204,
  params: bySpace,
  problems: [spaceNotDeleted],
})

export const retention = z.object({
  /** Days that things stay in the trash before they are deleted for good; null keeps them until somebody does it. */
  trash_days: z.int().min(1).max(TRASH_DAYS_MAX).nullable(),
  /** Days that nobody opens or changes a document before it goes to the archive; null archives nothing by itself. */
  archive_days: z.int().min(ARCHIVE_DAYS_MIN).max(ARCHIVE_DAYS_MAX).nullable(),
})
export type Retention = z.infer<typeof retention>

export const getRetention = route({
  method: 'GET',
  path: '/api/settings/retention',
  summary: 'How long this space keeps its trash, and when it archives what nobody touches',
  tag: 'privacy',
  access: 'space',
  answer: retention,
  problems: [],
})

export const putRetention = route({
  method: 'PUT',
  path: '/api/settings/retention',
  summary: 'Set how long this space keeps its trash, and when it archives what nobody touches',
  tag: 'privacy',
  access: 'space',
  scope: 'manage',
  body: retention,
  answer: retention,
  problems: [],
})

export const eraseDocument = route({
  method: 'DELETE',
  path: '/api/documents/:document_id',
  summary: 'Delete a document that lies in the trash for good',
  tag: 'privacy',
  access: 'space',
  scope: 'manage',
  status: 204,
  params: z.object({ document_id: documentId }),
  problems: [documentNotFound, notInTrash],
})

export const eraseCollection = route({
  method: 'DELETE',
  path: '/api/collections/:collection_id',
  summary: 'Delete a folder that lies in the trash for good, with what went there with it',
  tag: 'privacy',
  access: 'space',
  scope: 'manage',
  status: 204,
  params: z.object({ collection_id: collectionId }),
  problems: [collectionNotFound, notInTrash],
})

export const emptyTrash = route({
  method: 'POST',
  path: '/api/trash/empty',
  summary: 'Delete everything that lies in the trash for good',
  tag: 'privacy',
  access: 'space',
  scope: 'manage',
  status: 202,
  answer: z.object({ job_id: jobId }),
  problems: [],
})
