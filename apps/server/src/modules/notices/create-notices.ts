import { bind } from '../../kernel/bind.ts'
import type { PersonLog } from '../../kernel/events/index.ts'
import { listNotices, readNotices } from './list-notices.ts'
import { listMails, retryMail, type ListMailsDeps } from './mail/list-mails.ts'
import { giveUpMail, sendMail, type SendMailDeps } from './mail/send-mail.ts'
import { getPreferences, putPreferences } from './preferences.ts'
import type { TellDeps } from './tell-people.ts'
import { createNoticesUpkeep } from './upkeep.ts'
import { deliverWebhook, type DeliverDeps } from './webhooks/deliver-webhook.ts'
import {
  changeWebhook,
  createWebhook,
  listDeliveries,
  listWebhooks,
  type ManageDeps,
  removeWebhook,
  rotateSecret,
  sendDeliveryAgain,
  testWebhook,
} from './webhooks/manage-webhooks.ts'
import { createFairSender } from './webhooks/fair-sender.ts'
import { overhear } from './webhooks/tell-webhooks.ts'

export type NoticesDeps = TellDeps & SendMailDeps & ListMailsDeps & DeliverDeps & ManageDeps
export type Notices = ReturnType<typeof createNotices>

export function createNotices(given: NoticesDeps) {
  const deps = { ...given, sender: createFairSender(given.sender) }
  return {
    ...bind(deps, { listNotices, readNotices, getPreferences, putPreferences }),
    mails: bind(deps, { listMails, retryMail, sendMail, giveUpMail }),
    webhooks: bind(deps, {
      listWebhooks,
      createWebhook,
      changeWebhook,
      removeWebhook,
      rotateSecret,
      testWebhook,
      listDeliveries,
      sendDeliveryAgain,
      deliverWebhook,
    }),
    upkeep: createNoticesUpkeep(deps),
    /** For modules below: what they append to it reaches the space's webhooks as well. */
    overhear: (personLog: PersonLog): PersonLog => overhear(personLog, deps),
  }
}
