import type { MemberRole } from '@kinfolio/contracts'
import { t } from '../messages/messages.ts'
import type { PlainMessageKey } from '../messages/messages.ts'

const ROLES: Record<MemberRole, PlainMessageKey> = {
  owner: 'role.owner',
  admin: 'role.admin',
  member: 'role.member',
  view_only: 'role.viewOnly',
}

export function roleWords(role: MemberRole): string {
  return t(ROLES[role])
}
