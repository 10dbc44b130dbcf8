import { readerEngine } from '@kinfolio/contracts'
import type { ReaderEngine } from '@kinfolio/contracts'
import { t } from '../messages/messages.ts'

export const ENGINES: readonly ReaderEngine[] = readerEngine.options

/** The name of an engine as people know it; one we do not know keeps its own. */
export function engineName(engine: string): string {
  const known = readerEngine.safeParse(engine)
  return known.success ? t(`engine.${known.data}`) : engine
}

/** What a reader still lacks, in words. */
export function missingWords(missing: readonly string[]): string {
  const words = missing.map((name) => {
    if (name === 'key') return t('settings.missingKey')
    return name === 'base_url' ? t('settings.missingAddress') : name
  })
  return new Intl.ListFormat('en', { type: 'conjunction' }).format(words)
}
