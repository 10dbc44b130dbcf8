import {
  changeMemberRole,
  createSpace,
  handOverSpace,
  leaveSpace,
  notAllowed,
  removeMember,
  renameSpace,
} from '@kinfolio/contracts'
import type { InvitedRole, Member, Space } from '@kinfolio/contracts'
import { CallFailed } from '../../shared/api/call-failed.ts'
import { call } from '../../shared/api/client.ts'
import { keys } from '../../shared/api/keys.ts'
import { queryClient } from '../../shared/api/query-client.ts'
import { switchSpace } from '../../shared/api/switch-space.ts'
import { roleWords } from '../../shared/library/role-words.ts'
import { t } from '../../shared/messages/messages.ts'
import { sayFailure } from '../../shared/ui/say-failure.ts'
import { toasts } from '../../shared/ui/toasts.ts'

type Attempt = () => Promise<{ done: string } | { refused: string }>

/** Carries something out and says how it ended. True when it is done. */
async function attempt(what: Attempt): Promise<boolean> {
  try {
    const end = await what()
    const isDone = 'done' in end
    toasts.show(isDone ? { text: end.done } : { text: end.refused, tone: 'bad' })
    await refresh()
    return isDone
  } catch (error) {
    if (isNotAllowed(error)) {
      toasts.show({ text: t('family.notAllowed'), tone: 'bad' })
      await refresh()
    } else sayFailure(error)
    return false
  }
}

async function refresh(): Promise<void> {
  await Promise.all([
    queryClient.invalidateQueries({ queryKey: keys.me }),
    queryClient.invalidateQueries({ queryKey: keys.space }),
  ])
}

const isNotAllowed = (error: unknown): boolean => error instanceof CallFailed && error.failure.type === notAllowed.type

/** Creates a family space and goes into it. */
export async function makeFamily(name: string): Promise<boolean> {
  return attempt(async () => {
    const made = await call(createSpace, { body: { name } })
    if (!made.ok) return { refused: t('family.tooMany') }
    await queryClient.invalidateQueries({ queryKey: keys.me })
    await switchSpace(made.answer.id)
    return { done: t('family.created', { name }) }
  })
}

export async function giveName(name: string): Promise<boolean> {
  return attempt(async () => {
    await call(renameSpace, { body: { name } })
    return { done: t('switch.now', { name }) }
  })
}

export async function giveRole(member: Member, role: InvitedRole): Promise<boolean> {
  return attempt(async () => {
    const { user_id: member_id, name } = member
    const changed = await call(changeMemberRole, { params: { member_id }, body: { role } })
    if (changed.ok) return { done: t('family.roleChanged', { name, role: roleWords(role) }) }
    return { refused: whyNot(changed.problem.type) }
  })
}

export async function remove({ user_id: member_id, name }: Member): Promise<boolean> {
  return attempt(async () => {
    const removed = await call(removeMember, { params: { member_id } })
    return removed.ok ? { done: t('family.removed', { name }) } : { refused: whyNot(removed.problem.type) }
  })
}

/** The person is in their personal space afterwards. */
export async function leave({ name }: Space): Promise<boolean> {
  return attempt(async () => {
    const left = await call(leaveSpace)
    if (!left.ok) return { refused: whyNot(left.problem.type) }
    await switchSpace(null)
    return { done: t('family.left', { name }) }
  })
}

export async function handOver({ user_id: member_id, name }: Member, stay_owner: boolean): Promise<boolean> {
  return attempt(async () => {
    const given = await call(handOverSpace, { body: { member_id, stay_owner } })
    return given.ok ? { done: t('family.handedOver', { name }) } : { refused: whyNot(given.problem.type) }
  })
}

function whyNot(type: string): string {
  return type === '/problems/last-owner' ? t('family.lastOwner') : t('family.gone')
}
