import { bind } from '../../kernel/bind.ts'
import { chooseReader, type ChooseReaderDeps, readReaderSettings } from './choose-reader.ts'
import { correctPage, restoreReading } from './correct-page.ts'
import { drawPage, type DrawPageDeps, giveUpDrawing } from './draw-page.ts'
import { openInk, type OpenInkDeps } from './open-ink.ts'
import { planPages } from './plan-reading.ts'
import { readDocumentAgain, readPageAgain, type ReadAgainDeps } from './read-again.ts'
import { readWaiting, type ReadWaitingDeps, wakeWaiting } from './read-waiting.ts'
import { giveUpReading, readPages, type ReadPagesDeps } from './read-pages.ts'
import { redrawPages, type RedrawDeps } from './redraw-pages.ts'
import { tryReader } from './try-reader.ts'
import type { JobQueue } from '../../kernel/jobs/job.ts'
import type { Library } from '../library/index.ts'
import type { Quotas } from '../spaces/index.ts'

export type RecognitionDeps = Omit<
  ChooseReaderDeps & DrawPageDeps & OpenInkDeps & ReadAgainDeps & ReadPagesDeps & ReadWaitingDeps & RedrawDeps,
  'library' | 'quotas' | 'jobs'
> & {
  library: Library
  quotas: Quotas
  jobs: JobQueue
}
export type Recognition = ReturnType<typeof createRecognition>

export function createRecognition(deps: RecognitionDeps) {
  return bind(deps, {
    planPages,
    redrawPages,
    drawPage,
    giveUpDrawing,
    openInk,
    readPages,
    giveUpReading,
    readWaiting,
    wakeWaiting,
    readReaderSettings,
    chooseReader,
    tryReader,
    readPageAgain,
    readDocumentAgain,
    correctPage,
    restoreReading,
  })
}
