import type { ReadingSummary } from '@kinfolio/contracts'
import { ago } from '../../shared/format/moments.ts'
import { engineName } from '../../shared/library/engines.ts'
import { t } from '../../shared/messages/messages.ts'

export const OFFLINE_ENGINE = 'tesseract'

/** One line about a reading: by whom and when, and what it cost. */
export function readingWords(reading: ReadingSummary): string {
  const when = ago(reading.created_at)
  if (reading.origin === 'person') return t('page.correctedBy', { when })
  if (reading.origin === 'file') return t('page.fromFile')
  if (reading.engine === OFFLINE_ENGINE) return t('page.readOffline', { when })
  return [t('page.readBy', { engine: engineName(reading.engine), when }), ...costWords(reading.cost)].join(' · ')
}

/** What it took, as far as that is known: the price, and what the service counts. */
function costWords(cost: ReadingSummary['cost']): string[] {
  if (cost === null) return []
  const { usd_micros, input_tokens, output_tokens, pictures } = cost
  const tokens = (input_tokens ?? 0) + (output_tokens ?? 0)
  return [
    ...(usd_micros === null ? [] : [t('page.cost', { dollars: dollars(usd_micros) })]),
    ...(tokens === 0 ? [] : [t('page.costTokens', { count: tokens })]),
    ...(pictures === null || pictures === 0 ? [] : [t('page.costPictures', { count: pictures })]),
  ]
}

/** Readings cost fractions of a cent, so small sums keep their digits. */
function dollars(micros: number): string {
  return new Intl.NumberFormat('en', {
    style: 'currency',
    currency: 'USD',
    maximumSignificantDigits: 2,
  }).format(micros / 1_000_000)
}
