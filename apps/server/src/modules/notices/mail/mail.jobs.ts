import { mailId } from '@kinfolio/contracts'
import { z } from 'zod'
import { defineJob } from '../../../kernel/jobs/index.ts'

/** With the pauses between them, this many tries take about three hours: longer than a server keeps strangers waiting. */
const MAIL_ATTEMPTS = 20

/** Writes and sends one mail. The list of mails shows how it goes. */
export const sendMailJob = defineJob({
  kind: 'notices.send-mail',
  payload: z.object({ mailId }),
  maxAttempts: MAIL_ATTEMPTS,
  timeoutMs: 2 * 60_000,
  isQuiet: true,
})
