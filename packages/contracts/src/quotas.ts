import { z } from 'zod'
import { planNotFound, planNotYours } from './problems/quotas.ts'
import { quotaUsage } from './quota-usage.ts'
import { route } from './route.ts'

const limit = z.int().nonnegative().nullable()

/** What a space may use. Plans are rows that whoever runs the server may change; null is without limit. */
export const plan = z.object({
  id: z.string(),
  title: z.string(),
  /** Pages whose ink, print or picture a reader turned into words, in a calendar month. Text of the files costs nothing. */
  pages_read: limit,
  /** Whether the reader that runs on the server itself counts as well. */
  offline_reader_counts: z.boolean(),
  /** In a calendar month. */
  narrated_minutes: limit,
  /** All bytes kept for the space: what came in, and the pictures made of it. */
  stored_bytes: limit,
  members: limit,
})
export type Plan = z.infer<typeof plan>

export const spaceUsage = z.object({
  plan,
  /** IANA name; months begin and end in it. */
  time_zone: z.string(),
  usage: z.array(quotaUsage),
})
export type SpaceUsage = z.infer<typeof spaceUsage>

export const getUsage = route({
  method: 'GET',
  path: '/api/usage',
  summary: 'What the space has used of its plan, kind by kind, and when it begins anew',
  tag: 'spaces',
  access: 'space',
  answer: spaceUsage,
  problems: [],
})

export const listPlans = route({
  method: 'GET',
  path: '/api/plans',
  summary: 'The plans of this server',
  tag: 'spaces',
  access: 'space',
  answer: z.object({
    plans: z.array(plan),
    /** Whether owners choose for themselves here; where they do not, whoever runs the server does. */
    owners_choose: z.boolean(),
  }),
  problems: [],
})

export const TIME_ZONE_MAX_LENGTH = 64

export const putPlan = route({
  method: 'PUT',
  path: '/api/space/plan',
  summary: 'Choose the plan of the space; pages that waited for it are read, newest first',
  tag: 'spaces',
  access: 'space',
  scope: 'manage',
  body: z.object({
    plan: z.string().min(1).max(60).optional(),
    /** IANA name, such as Europe/Berlin: when a month begins. */
    time_zone: z.string().max(TIME_ZONE_MAX_LENGTH).refine(isTimeZone, 'is no time zone').optional(),
  }),
  answer: spaceUsage,
  problems: [planNotFound, planNotYours],
})

/** Whether this is the name of a time zone. */
export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}
