import { z } from 'zod'

/**
 * Ids are UUIDv7, made by the server, and branded so that a page's id is never taken for a document's. Those written in
 * capitals are the same ids: they have one spelling from here on, so that comparing them is comparing text.
 */
const id = <Brand extends string>() => z.uuid().toLowerCase().brand<Brand>()

export const userId = id<'UserId'>()
export type UserId = z.infer<typeof userId>
export const sessionId = id<'SessionId'>()
export type SessionId = z.infer<typeof sessionId>
export const spaceId = id<'SpaceId'>()
export type SpaceId = z.infer<typeof spaceId>
export const collectionId = id<'CollectionId'>()
export type CollectionId = z.infer<typeof collectionId>
export const documentId = id<'DocumentId'>()
export type DocumentId = z.infer<typeof documentId>
export const pageId = id<'PageId'>()
export type PageId = z.infer<typeof pageId>
export const readingId = id<'ReadingId'>()
export type ReadingId = z.infer<typeof readingId>
export const jobId = id<'JobId'>()
export type JobId = z.infer<typeof jobId>
export const deviceId = id<'DeviceId'>()
export type DeviceId = z.infer<typeof deviceId>
export const invitationId = id<'InvitationId'>()
export type InvitationId = z.infer<typeof invitationId>
export const approvalId = id<'ApprovalId'>()
export type ApprovalId = z.infer<typeof approvalId>
export const deviceKeyId = id<'DeviceKeyId'>()
export type DeviceKeyId = z.infer<typeof deviceKeyId>
export const apiKeyId = id<'ApiKeyId'>()
export type ApiKeyId = z.infer<typeof apiKeyId>
export const noticeId = id<'NoticeId'>()
export type NoticeId = z.infer<typeof noticeId>
export const webhookId = id<'WebhookId'>()
export type WebhookId = z.infer<typeof webhookId>
export const passkeyId = id<'PasskeyId'>()
export type PasskeyId = z.infer<typeof passkeyId>
export const identityId = id<'IdentityId'>()
export type IdentityId = z.infer<typeof identityId>
export const webhookDeliveryId = id<'WebhookDeliveryId'>()
export type WebhookDeliveryId = z.infer<typeof webhookDeliveryId>
export const mailId = id<'MailId'>()
export type MailId = z.infer<typeof mailId>
export const auditEntryId = id<'AuditEntryId'>()
export type AuditEntryId = z.infer<typeof auditEntryId>

/** SHA-256 of a file's bytes, 64 lower-case hexadecimal digits. */
export const sha256 = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .brand<'Sha256'>()
export type Sha256 = z.infer<typeof sha256>
