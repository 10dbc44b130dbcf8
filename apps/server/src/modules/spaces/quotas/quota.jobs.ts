import { spaceId } from '@kinfolio/contracts'
import { z } from 'zod'
import { defineEvent } from '../../../kernel/events/index.ts'
import { defineJob } from '../../../kernel/jobs/job.ts'

/** Tells the modules below: a plan may be changed where none of them runs, such as by the command line. */
export const planChangedJob = defineJob({ kind: 'spaces.plan-changed', payload: z.object({ spaceId }) })

/** The space may use more than before, or something else: what waited for that may go on. */
export const planChanged = defineEvent('spaces.plan-changed', z.object({ space_id: spaceId }))
