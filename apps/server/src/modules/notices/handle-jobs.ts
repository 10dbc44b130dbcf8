import type { DomainEvents } from '../../kernel/events/index.ts'
import type { Jobs } from '../../kernel/jobs/index.ts'
import type { Notices } from './create-notices.ts'
import { sendMailJob } from './mail/mail.jobs.ts'
import { handleWebhookOff, subscribeNotices } from './react-to-events.ts'
import type { TellDeps } from './tell-people.ts'
import { deliverWebhookJob } from './webhooks/webhook.jobs.ts'

type Kernel = { jobs: Pick<Jobs, 'handle'>; events: DomainEvents; telling: TellDeps }

/** What notices do later: tell what was announced, send mails, and deliver to webhooks. */
export function handleNoticeJobs(notices: Notices, { jobs, events, telling }: Kernel): void {
  subscribeNotices(telling, events)
  jobs.handle(handleWebhookOff(telling))
  jobs.handle({
    kind: sendMailJob,
    run: async ({ mailId }, run) => notices.mails.sendMail({ mailId, run }),
    giveUp: async (tx, { mailId }, why) => notices.mails.giveUpMail({ tx, mailId, error: why.error }),
  })
  jobs.handle({
    kind: deliverWebhookJob,
    run: async (task, run) => notices.webhooks.deliverWebhook({ task, run }),
  })
}
