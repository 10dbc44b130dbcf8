import type { InvitedRole } from '@kinfolio/contracts'
import type { SpaceDeps } from '../space-deps.ts'
import { proveInvitation, type Visitor } from './prove-invitation.ts'

export type Preview = { space_name: string; invited_by: string | null; role: InvitedRole }

/** What whoever holds an invitation is told before they accept, and nothing else. */
export async function previewInvitation(deps: SpaceDeps, input: { code: string; visitor: Visitor }): Promise<Preview> {
  const { space_name, invited_by, role } = await proveInvitation(deps, input)
  return { space_name, invited_by, role }
}
