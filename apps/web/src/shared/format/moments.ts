import { t } from '../messages/messages.ts'

const STEPS: readonly { unit: Intl.RelativeTimeFormatUnit; ms: number }[] = [
  { unit: 'year', ms: 365 * 86_400_000 },
  { unit: 'month', ms: 30 * 86_400_000 },
  { unit: 'week', ms: 7 * 86_400_000 },
  { unit: 'day', ms: 86_400_000 },
  { unit: 'hour', ms: 3_600_000 },
  { unit: 'minute', ms: 60_000 },
]

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })

/** A moment as people say it, such as "2 hours ago" or "yesterday"; `iso` as the wire has it. */
export function ago(iso: string, nowMs = Date.now()): string {
  const distanceMs = Date.parse(iso) - nowMs
  const step = STEPS.find(({ ms }) => Math.abs(distanceMs) >= ms)
  if (step === undefined) return t('time.justNow')
  return relative.format(Math.round(distanceMs / step.ms), step.unit)
}
