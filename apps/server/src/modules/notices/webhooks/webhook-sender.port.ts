/** A signed message on its way to an address that a person typed. */
export type OutgoingMessage = { url: string; headers: Record<string, string>; body: string }

/**
 * Posts messages. Answers the receiver's status, whatever it is, and how long it asks us to wait: a redirect is an answer like any other and is never
 * followed. Throws `Outage` when there is no answer; addresses that may not be called are not retryable. Aborting ends it
 * with the signal's reason. The contract is `webhook-sender.contract.ts`.
 */
export type WebhookSender = { post(message: OutgoingMessage, signal: AbortSignal): Promise<Answered> }
export type Answered = { status: number; retryAfterMs?: number | undefined }
