import { bind } from '../../kernel/bind.ts'
import { chooseReader, type ChooseReaderDeps, readReaderSettings } from './choose-reader.ts'
import { correctPage, restoreReading } from './correct-page.ts'
import { drawPage, type DrawPageDeps, giveUpDrawing } from './draw-page.ts'
import { openInk, type OpenInkDeps } from './open-ink.ts'
import { planPages } from './plan-reading.ts'
import { readDocumentAgain, readPageAgain, type ReadAgainDeps } from './read-again.ts'
import { giveUpReading, readPages, type ReadPagesDeps } from './read-pages.ts'
import { redrawPages, type RedrawDeps } from './redraw-pages.ts'
import { tryReader } from './try-reader.ts'
import type { Library } from '../library/index.ts'

export type RecognitionDeps = Omit<
  ChooseReaderDeps & DrawPageDeps & OpenInkDeps & ReadAgainDeps & ReadPagesDeps & RedrawDeps,
  'library'
> & {
  library: Library
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
    readReaderSettings,
    chooseReader,
    tryReader,
    readPageAgain,
    readDocumentAgain,
    correctPage,
    restoreReading,
  })
}
