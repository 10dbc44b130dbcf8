import {
  deleteMe,
  deleteSpace,
  getMyDeletion,
  keepMe,
  listDeletedSpaces,
  notFound,
  restoreSpace,
} from '@kinfolio/contracts'
import { bind } from '../../../kernel/bind.ts'
import type { Serve } from '../../../kernel/http/index.ts'
import { visits } from '../../accounts/index.ts'
import { requirePermission } from '../require-permission.ts'
import { type AccountDeletionDeps, deleteAccount, findAccountDeletion, keepAccount } from './delete-account.ts'
import * as space from './delete-space.ts'

export function serveDeletion(serve: Serve, deps: AccountDeletionDeps): void {
  const ofAccount = bind(deps, { deleteAccount, keepAccount, findAccountDeletion })
  serve(getMyDeletion, async ({ person, context }) => present(await ofAccount.findAccountDeletion({ context, person })))
  serve(deleteMe, async ({ person, context, body, request }) =>
    present(await ofAccount.deleteAccount({ context, person, visitor: visits.of(request), confirm: body.confirm })),
  )
  serve(keepMe, async ({ person, context, request }) => {
    await ofAccount.keepAccount({ context, person, visitor: visits.of(request) })
    return { deletes_at: null }
  })
  serve(deleteSpace, async ({ params, actor, context, body }) => {
    requirePermission(actor, 'delete the space')
    // Which space is said twice, in the address and in the header; a contradiction is nobody's space.
    if (params.space_id !== actor.spaceId) throw notFound({ what: 'space' })
    return space.deleteSpace(deps, { context, actor, confirm: body.confirm })
  })
  serve(listDeletedSpaces, async ({ context }) => ({ spaces: await space.listDeletedSpaces(deps, { context }) }))
  serve(restoreSpace, async ({ params, person, context, request }) => {
    await space.restoreSpace(deps, { context, person, spaceId: params.space_id, address: request.ip })
    return {}
  })
}

function present(deletesAt: Date | null): { deletes_at: string | null } {
  return { deletes_at: deletesAt?.toISOString() ?? null }
}
