import { type Clock, systemClock } from '../../kernel/clock.ts'
import type { Jobs } from '../../kernel/jobs/index.ts'
import type { Library } from './library.ts'
import { archiveJob, emptyTrashJob, openSourceJob } from './library.jobs.ts'

/** What the library does later: looks into the files that pages are made from. */
export function handleLibraryJobs(
  library: Library,
  { jobs, clock = systemClock }: { jobs: Pick<Jobs, 'handle'>; clock?: Clock },
): void {
  jobs.handle({
    kind: emptyTrashJob,
    run: async ({ until }, run) => library.runEmptyTrash({ until, run, now: clock.now() }),
  })
  jobs.handle({ kind: archiveJob, run: async (_, run) => library.runArchive({ run, now: clock.now() }) })
  jobs.handle({
    kind: openSourceJob,
    run: async ({ documentId }, run) => library.openSource({ documentId, run }),
    giveUp: async (tx, { documentId }, why) => library.giveUpSource({ tx, documentId, run: why.job, error: why.error }),
  })
}
