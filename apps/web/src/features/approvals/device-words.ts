import { t } from '../../shared/messages/messages.ts'

/** A device as a person would call it. */
export function deviceWords({ browser, system }: { browser: string | null; system: string | null }): string {
  if (browser !== null && system !== null) return t('approve.deviceOn', { browser, system })
  return browser ?? system ?? t('approve.unknownDevice')
}
