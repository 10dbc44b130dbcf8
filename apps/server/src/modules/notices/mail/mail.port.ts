/** A mail as it goes out, ready and complete. */
export type OutgoingMail = {
  /** Without angle brackets, the same at every attempt: a server that took it before can tell. */
  messageId: string
  to: { address: string; name: string | undefined }
  subject: string
  text: string
  html: string
  /** Where its reader says that they do not want such mails; none for those that always come. */
  unsubscribeUrl: string | undefined
}

/**
 * Hands mails over to a mail server. `send` answers when the server took it; everything else is an `Outage`: one that is
 * worth another try (not reached, broke off, refused the sign-in, said "later" with a 4xx) or not (refused with a 5xx). A server that
 * took the mail and broke off before it said so gets it again, under the same Message-ID. The contract is
 * `mail.contract.ts`.
 */
export type Mailer = {
  /** Who it is, in words a person recognises: the server's name. */
  readonly who: string
  send(mail: OutgoingMail, signal: AbortSignal): Promise<void>
}
