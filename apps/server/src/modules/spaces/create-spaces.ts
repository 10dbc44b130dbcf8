import { bind } from '../../kernel/bind.ts'
import { createSpace } from './families/create-space.ts'
import { renameSpace } from './families/rename-space.ts'
import { acceptInvitation } from './invitations/accept-invitation.ts'
import { createInvitation } from './invitations/create-invitation.ts'
import { listInvitations } from './invitations/list-invitations.ts'
import { previewInvitation } from './invitations/preview-invitation.ts'
import { revokeInvitation } from './invitations/revoke-invitation.ts'
import { changeMemberRole } from './members/change-role.ts'
import { handOverSpace } from './members/hand-over-space.ts'
import { leaveSpace, removeMember } from './members/remove-member.ts'
import { createOwner, needsSetUp, setUpOwner, type SetUpDeps } from './set-up-owner.ts'
import type { SpaceDeps } from './space-deps.ts'

export type Spaces = ReturnType<typeof createSpaces>

export function createSpaces(deps: SetUpDeps & SpaceDeps) {
  return bind(deps, {
    setUpOwner,
    createOwner,
    needsSetUp,
    createSpace,
    renameSpace,
    changeMemberRole,
    removeMember,
    leaveSpace,
    handOverSpace,
    createInvitation,
    listInvitations,
    revokeInvitation,
    previewInvitation,
    acceptInvitation,
  })
}
