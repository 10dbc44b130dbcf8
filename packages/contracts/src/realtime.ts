import { z } from 'zod'
import {
  approvalId,
  collectionId,
  deviceId,
  documentId,
  jobId,
  noticeId,
  pageId,
  sessionId,
  spaceId,
  userId,
} from './ids.ts'
import { job } from './jobs.ts'

/** Raised with every change of the messages; `realtime.test.ts` holds the hash that forces it. */
export const REALTIME_PROTOCOL = 2
export const REALTIME_PROTOCOL_OLDEST = 2
export const REALTIME_PATH = '/api/realtime'
export const REALTIME_MESSAGE_BYTES_MAX = 64 * 1024
export const REALTIME_MESSAGES_PER_SECOND_MAX = 100
export const REALTIME_PING_MS = 15_000
export const REALTIME_HELLO_TIMEOUT_MS = 10_000

/** Durable events: they carry ids, never content; what they mean is fetched. */
export const eventKind = z.enum([
  'collection.changed',
  'document.created',
  'document.changed',
  'document.removed',
  'page.drawn',
  'page.read',
  'page.changed',
  'job.changed',
  'settings.changed',
  /** The space's name, members, roles or plan, or whether one still is a member: what `/api/me` answers. */
  'space.changed',
  'usage.changed',
  'notice.created',
  /** A sign-in on another device waits for this person's word, or was answered or ran out. */
  'approval.requested',
  'approval.settled',
  /** A session ended, or the person's ways to sign in changed. */
  'session.ended',
  'account.changed',
])
export type EventKind = z.infer<typeof eventKind>

export const eventIds = z.object({
  space_id: spaceId.optional(),
  collection_id: collectionId.optional(),
  document_id: documentId.optional(),
  page_id: pageId.optional(),
  job_id: jobId.optional(),
  user_id: userId.optional(),
  notice_id: noticeId.optional(),
  approval_id: approvalId.optional(),
  session_id: sessionId.optional(),
})
export type EventIds = z.infer<typeof eventIds>

export const realtimeFromClient = z.discriminatedUnion('type', [
  /** The first message. `since` is the last `seq` this device has seen; without it nothing is replayed. */
  z.object({
    type: z.literal('hello'),
    protocol: z.int(),
    token: z.string().max(4_096),
    device_id: deviceId.optional(),
    since: z.int().nonnegative().optional(),
  }),
  z.object({ type: z.literal('ack'), seq: z.int().nonnegative() }),
  /** A fresh access token, before the old one ends. */
  z.object({ type: z.literal('token'), token: z.string().max(4_096) }),
  z.object({ type: z.literal('ping') }),
])
export type RealtimeFromClient = z.infer<typeof realtimeFromClient>

export const realtimeFromServer = z.discriminatedUnion('type', [
  z.object({ type: z.literal('welcome'), protocol: z.int(), user_id: userId, seq: z.int().nonnegative() }),
  z.object({ type: z.literal('event'), seq: z.int(), kind: eventKind, ids: eventIds, at: z.iso.datetime() }),
  /** Everything up to `seq` was sent again; what follows is live. */
  z.object({ type: z.literal('replayed'), seq: z.int() }),
  /** The cursor is older than the log: fetch everything afresh, then go on from `seq`. */
  z.object({ type: z.literal('resync'), seq: z.int() }),
  /** Not kept and not numbered: lost when nobody listens. */
  z.object({ type: z.literal('progress'), job }),
  z.object({ type: z.literal('pong') }),
])
export type RealtimeFromServer = z.infer<typeof realtimeFromServer>

/** Close codes a client can act on. */
export const realtimeClose = {
  tooSlow: 4000,
  signInRequired: 4001,
  protocolUnknown: 4002,
  badMessage: 4003,
  tooManyMessages: 4004,
  serverStops: 1001,
} as const
