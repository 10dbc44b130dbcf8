import { t } from '../messages/messages.ts'

export type TooWeak = { why: 'short' | 'common' | 'personal'; min_length: number }

/** Why the server refused a new password. */
export function weakWords({ why, min_length }: TooWeak): string {
  switch (why) {
    case 'short':
      return t('welcome.tooWeak', { min: min_length })
    case 'common':
      return t('password.common')
    case 'personal':
      return t('password.personal')
  }
}
