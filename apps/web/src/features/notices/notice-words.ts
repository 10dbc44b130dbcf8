import type { Notice } from '@kinfolio/contracts'
import { t } from '../../shared/messages/messages.ts'

/** What a notice says, in one sentence, and where it came from. */
export function noticeWords(notice: Notice): { sentence: string; detail: string | null } {
  const where = [notice.params.user_agent, notice.params.address]
    .filter((part) => part !== null && part !== '')
    .join(', ')
  const saysWhere = notice.kind === 'signed-in-somewhere-new' || where === ''
  return { sentence: sentenceOf(notice, where), detail: saysWhere ? null : t('notices.from', { where }) }
}

function sentenceOf({ kind, params, person_name }: Notice, where: string): string {
  const person = person_name ?? t('notices.somebody')
  const space = params.space_name ?? t('notices.aSpace')
  switch (kind) {
    case 'signed-in-somewhere-new':
      return t(`notices.told.${kind}`, { where: where === '' ? t('notices.unknownPlace') : where })
    case 'member-joined':
    case 'member-left':
      return t(`notices.told.${kind}`, { person, space })
    case 'removed-from-space':
    case 'space-handed-over':
      return t(`notices.told.${kind}`, { space })
    case 'role-changed':
      return t(`notices.told.${kind}`, { space, role: roleWords(params.role) })
    case 'quota-nearly-used':
    case 'quota-used-up':
      return t(`notices.told.${kind}`, { space, quota: quotaWords(params.quota) })
    case 'webhook-switched-off':
      return t(`notices.told.${kind}`, { space, host: params.host ?? t('notices.anotherServer') })
    default:
      return t(`notices.told.${kind}`)
  }
}

function roleWords(role: string | null): string {
  return role === null ? t('notices.anotherRole') : role.replace('_', ' ')
}

function quotaWords(quota: string | null): string {
  switch (quota) {
    case 'pages_read':
    case 'narrated_minutes':
    case 'stored_bytes':
    case 'members':
      return t(`quotas.${quota}`)
    default:
      return t('quotas.other')
  }
}

export type NoticePlace = '/dashboard/settings' | '/dashboard/settings/webhooks' | null

/** The screen where something can be done about it. */
export function placeOf({ kind }: Pick<Notice, 'kind'>): NoticePlace {
  if (kind === 'webhook-switched-off') return '/dashboard/settings/webhooks'
  return kind === 'removed-from-space' ? null : '/dashboard/settings'
}

const DAY_MS = 86_400_000
const dayNames = new Intl.DateTimeFormat('en', { weekday: 'long', day: 'numeric', month: 'long' })

type Day = { name: string; notices: Notice[] }

/** In the order they come, newest first, under the day they are of where the reader is. */
export function byDay(notices: readonly Notice[], nowMs = Date.now()): Day[] {
  const days: Day[] = []
  for (const notice of notices) {
    const name = dayName(Date.parse(notice.created_at), nowMs)
    const last = days.at(-1)
    if (last?.name === name) last.notices.push(notice)
    else days.push({ name, notices: [notice] })
  }
  return days
}

function dayName(ms: number, nowMs: number): string {
  const day = new Date(ms).toDateString()
  if (day === new Date(nowMs).toDateString()) return t('notices.today')
  if (day === new Date(nowMs - DAY_MS).toDateString()) return t('notices.yesterday')
  return dayNames.format(ms)
}
