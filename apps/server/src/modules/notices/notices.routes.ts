import {
  getNoticePreferences,
  listMails,
  listNotices,
  putNoticePreferences,
  readNotices,
  retryMail,
} from '@kinfolio/contracts'
import type { Serve } from '../../kernel/http/index.ts'
import type { Notices } from './create-notices.ts'
import { serveWebhooks } from './webhooks/webhooks.routes.ts'

export function serveNotices(serve: Serve, notices: Notices): void {
  serve(listNotices, async ({ person, context, query }) =>
    notices.listNotices({ context, userId: person.userId, ...query }),
  )
  serve(readNotices, async ({ person, context, body }) =>
    notices.readNotices({ context, userId: person.userId, ids: body.notice_ids }),
  )
  serve(getNoticePreferences, async ({ person, context }) => notices.getPreferences({ context, userId: person.userId }))
  serve(putNoticePreferences, async ({ person, context, body }) =>
    notices.putPreferences({ context, userId: person.userId, preferences: body }),
  )
  serve(listMails, async ({ person, context, query }) =>
    notices.mails.listMails({ context, userId: person.userId, ...query }),
  )
  serve(retryMail, async ({ person, context, body }) =>
    notices.mails.retryMail({ context, userId: person.userId, mailId: body.mail_id }),
  )
  serveWebhooks(serve, notices.webhooks)
}
