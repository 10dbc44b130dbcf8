import type { Jobs } from '../../kernel/jobs/index.ts'
import type { Library } from './library.ts'
import { openSourceJob } from './library.jobs.ts'

/** What the library does later: looks into the files that pages are made from. */
export function handleLibraryJobs(library: Library, { jobs }: { jobs: Pick<Jobs, 'handle'> }): void {
  jobs.handle({
    kind: openSourceJob,
    run: async ({ documentId }, run) => library.openSource({ documentId, run }),
    giveUp: async (tx, { documentId }, why) => library.giveUpSource({ tx, documentId, run: why.job, error: why.error }),
  })
}
