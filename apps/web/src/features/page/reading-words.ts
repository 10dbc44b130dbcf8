import type { ReadingSummary } from '@kinfolio/contracts'
import { ago } from '../../shared/format/moments.ts'
import { engineName } from '../../shared/library/engines.ts'
import { t } from '../../shared/messages/messages.ts'

export const OFFLINE_ENGINE = 'tesseract'

/** One sentence about a reading: by whom and when, and its price where there was one. */
export function readingWords(reading: ReadingSummary): string {
  const when = ago(reading.created_at)
  if (reading.origin === 'person') return t('page.correctedBy', { when })
  if (reading.origin === 'file') return t('page.fromFile')
  if (reading.engine === OFFLINE_ENGINE) return t('page.readOffline', { when })
  const by = t('page.readBy', { engine: engineName(reading.engine), when })
  return reading.cost_usd_micros === null
    ? by
    : `${by} · ${t('page.cost', { dollars: dollars(reading.cost_usd_micros) })}`
}

/** Readings cost fractions of a cent, so small sums keep their digits. */
function dollars(micros: number): string {
  return new Intl.NumberFormat('en', {
    style: 'currency',
    currency: 'USD',
    maximumSignificantDigits: 2,
  }).format(micros / 1_000_000)
}
