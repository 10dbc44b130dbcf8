import type { MemberRole } from './accounts.ts'

/**
 * Who may do what in a space: each action, and the lowest role that may. The server asks this table, the interface reads
 * it to show only what works, and docs print it. Everybody in a space may look at what is in it.
 */
export const permissions = {
  'export the space': 'view_only',
  'see members': 'view_only',
  'see usage': 'view_only',
  'leave the space': 'view_only',
  'import files': 'member',
  'change documents': 'member',
  'create folders': 'member',
  'change folders': 'member',
  'correct a page': 'member',
  'read pages': 'member',
  'cancel jobs': 'member',
  'try jobs again': 'member',
  'choose the reader': 'admin',
  'invite people': 'admin',
  'change roles': 'admin',
  'remove people': 'admin',
  'rename the space': 'admin',
  'manage webhooks': 'admin',
  'delete for good': 'admin',
  'read the audit log': 'owner',
  'set retention': 'owner',
  'choose the plan': 'owner',
  'hand over the space': 'owner',
  'delete the space': 'owner',
} as const satisfies Record<string, MemberRole>
export type Permission = keyof typeof permissions

const RANK: Record<MemberRole, number> = { view_only: 0, member: 1, admin: 2, owner: 3 }

export function isAtLeast(role: MemberRole, wanted: MemberRole): boolean {
  return RANK[role] >= RANK[wanted]
}

export function mayDo(role: MemberRole, action: Permission): boolean {
  return isAtLeast(role, permissions[action])
}
