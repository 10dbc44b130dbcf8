// The face of the notices module.
export { createNotices, type Notices } from './create-notices.ts'
export { exportNotices } from './export-notices.ts'
export { handleNoticeJobs } from './handle-jobs.ts'
export type { Mailer } from './mail/mail.port.ts'
export type { MintLinks } from './mail/links.port.ts'
export { openMailer, type SmtpSettings } from './mail/mailers.ts'
export { serveNotices } from './notices.routes.ts'
export { openWebhookSender } from './webhooks/webhook-senders.ts'
