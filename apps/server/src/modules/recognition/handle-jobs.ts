import type { DomainEvents } from '../../kernel/events/index.ts'
import type { Jobs } from '../../kernel/jobs/index.ts'
import { pagesChanged } from '../library/index.ts'
import { quotas } from '../spaces/index.ts'
import { drawPageJob, readPagesJob, readWaitingJob, redrawPageJob } from './recognition.jobs.ts'
import type { Recognition } from './recognition.ts'

/** What recognition does later: draws and reads pages whose picture changed. */
export function handleRecognitionJobs(
  recognition: Recognition,
  { jobs, events }: { jobs: Pick<Jobs, 'handle'>; events: DomainEvents },
): void {
  events.subscribe(pagesChanged, {
    name: 'recognition.plan-pages',
    react: async (body, run) => recognition.planPages({ ...body, run }),
  })
  events.subscribe(quotas.planChanged, {
    name: readWaitingJob.kind,
    react: async ({ space_id: spaceId }, run) => recognition.readWaiting({ spaceId, run }),
  })
  jobs.handle({
    kind: drawPageJob,
    run: async (page, run) => recognition.drawPage({ ...page, run }),
    giveUp: async (tx, page, why) => recognition.giveUpDrawing({ tx, ...page, run: why.job, error: why.error }),
  })
  // Given up, it changes nothing: the page keeps the picture it has.
  jobs.handle({
    kind: redrawPageJob,
    run: async (page, run) => recognition.drawPage({ ...page, isPatient: true, run }),
  })
  jobs.handle({
    kind: readPagesJob,
    run: async ({ pages, engine, run: again }, run) => recognition.readPages({ pages, engine, again, run }),
    giveUp: async (tx, { pages }, why) => recognition.giveUpReading({ tx, pages, run: why.job, why }),
  })
}
