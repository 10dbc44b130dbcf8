import { approvalWords } from './en/approvals.ts'
import { frameWords } from './en/frame.ts'
import { libraryWords } from './en/library.ts'
import { noticesWords } from './en/notices.ts'
import { pageWords } from './en/page.ts'
import { passkeyWords } from './en/passkeys.ts'
import { privacyWords } from './en/privacy.ts'
import { activityWords } from './en/activity.ts'
import { spacesWords } from './en/spaces.ts'
import { quotaWords } from './en/quotas.ts'
import { registerWords } from './en/register.ts'
import { securityWords } from './en/security.ts'
import { workWords } from './en/work.ts'

/** Every string a person reads, in English. A second language is one more of these, of the type `Translation`. */
export const en = {
  ...approvalWords,
  ...frameWords,
  ...libraryWords,
  ...pageWords,
  ...registerWords,
  ...noticesWords,
  ...passkeyWords,
  ...workWords,
  ...privacyWords,
  ...activityWords,
  ...spacesWords,
  ...quotaWords,
  ...securityWords,
}
