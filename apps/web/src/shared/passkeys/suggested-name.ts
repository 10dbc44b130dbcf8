import { t } from '../messages/messages.ts'

/** Tells devices apart as far as a browser says which it is; the person may say it better. */
export function suggestedName(): string {
  const platform = /Android|iPhone|iPad|Mac|Windows|CrOS|Linux/.exec(navigator.userAgent)?.[0]
  return platform === undefined ? t('passkey.defaultName') : t('passkey.onPlatform', { platform })
}
