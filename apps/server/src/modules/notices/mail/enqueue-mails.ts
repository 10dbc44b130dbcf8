import type { Tx } from '../../../kernel/database/index.ts'
import type { JobQueue } from '../../../kernel/jobs/job.ts'
import { messages } from '../messages.ts'
import { sendMailJob } from './mail.jobs.ts'
import { setMailJob, type MailRow } from './mail.queries.ts'
import type { Mailer } from './mail.port.ts'

export type MailQueue = { jobs: JobQueue; mailer: Mailer | undefined }

/** Gives mails their jobs; while mail is not set up they wait without one. */
export async function enqueueMails(
  { jobs, mailer }: MailQueue,
  { tx, mails }: { tx: Tx; mails: readonly Pick<MailRow, 'id' | 'user_id' | 'space_id'>[] },
): Promise<void> {
  if (mailer === undefined) return
  for (const mail of mails) {
    // A mail to a person is theirs alone, whatever space it is about.
    const whose =
      mail.user_id === null
        ? { spaceId: mail.space_id ?? undefined, onBehalfOf: undefined }
        : { spaceId: undefined, onBehalfOf: mail.user_id }
    const job = await jobs.add(tx, sendMailJob, { ...whose, title: messages.mailJob, payload: { mailId: mail.id } })
    await setMailJob(tx, { mailId: mail.id, jobId: job })
  }
}
