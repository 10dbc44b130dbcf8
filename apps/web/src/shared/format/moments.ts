import { t } from '../messages/messages.ts'

/** Units from the smallest, each with the most of it that is said before the next one takes over. */
const STEPS: readonly { unit: Intl.RelativeTimeFormatUnit; ms: number; most: number }[] = [
  { unit: 'minute', ms: 60_000, most: 59 },
  { unit: 'hour', ms: 3_600_000, most: 23 },
  { unit: 'day', ms: 86_400_000, most: 6 },
  { unit: 'week', ms: 7 * 86_400_000, most: 4 },
  { unit: 'month', ms: 30 * 86_400_000, most: 11 },
  { unit: 'year', ms: 365 * 86_400_000, most: Number.POSITIVE_INFINITY },
]
const JUST_NOW_MS = 60_000

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })

/** A moment as people say it, such as "2 hours ago" or "yesterday"; `iso` as the wire has it. */
export function ago(iso: string, nowMs = Date.now()): string {
  const distanceMs = Date.parse(iso) - nowMs
  const awayMs = Math.abs(distanceMs)
  const step = awayMs < JUST_NOW_MS ? undefined : STEPS.find(({ ms, most }) => Math.round(awayMs / ms) <= most)
  if (step === undefined) return t('time.justNow')
  return relative.format(Math.round(distanceMs / step.ms), step.unit)
}
