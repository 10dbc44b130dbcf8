import { type MemberRole, notAllowed } from '@kinfolio/contracts'

/** Who does it, and as what, as far as the library asks. */
export type Writer = { readonly role: MemberRole }

/** Throws `not-allowed` for those who may only look. Row-level security keeps other spaces' rows away; roles are ours. */
export function mustBeAbleToWrite({ role }: Writer, action: string): void {
  if (role === 'view_only') throw notAllowed({ action })
}
