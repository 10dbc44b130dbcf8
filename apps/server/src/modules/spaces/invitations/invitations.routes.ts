import {
  acceptInvitation,
  createInvitation,
  listInvitations,
  previewInvitation,
  revokeInvitation,
} from '@kinfolio/contracts'
import type { Serve } from '../../../kernel/http/index.ts'
import { visits } from '../../accounts/index.ts'
import type { Spaces } from '../create-spaces.ts'

type InvitationCases = Pick<
  Spaces,
  'createInvitation' | 'listInvitations' | 'revokeInvitation' | 'previewInvitation' | 'acceptInvitation'
>

export function serveInvitations(serve: Serve, spaces: InvitationCases): void {
  serve(createInvitation, async ({ actor, context, body, request }) =>
    spaces.createInvitation({ actor, context, wish: body, address: request.ip }),
  )
  serve(listInvitations, async ({ actor, context }) => ({
    invitations: await spaces.listInvitations({ actor, context }),
  }))
  serve(revokeInvitation, async ({ actor, context, params, request }) => {
    await spaces.revokeInvitation({ actor, context, id: params.invitation_id, address: request.ip })
    return {}
  })
  serve(previewInvitation, async ({ body, request }) =>
    spaces.previewInvitation({ code: body.code, visitor: visits.of(request) }),
  )
  serve(acceptInvitation, async ({ person, body, request }) =>
    spaces.acceptInvitation({ code: body.code, userId: person.userId, visitor: visits.of(request) }),
  )
}
