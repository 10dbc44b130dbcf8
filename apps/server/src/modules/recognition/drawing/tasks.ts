import { definePoolTask } from '../../../kernel/pool/index.ts'
import type { DrawnPage } from './draw-page.worker.ts'
import type { PageParts } from './page-parts.ts'
import type { PictureForReading } from './picture-for-reading.worker.ts'

/** Far above the largest page allowed (10^6 points); a page that takes longer is taken for hostile. */
export const DRAW_TIMEOUT_MS = 60_000

export const drawPageTask = definePoolTask<PageParts, DrawnPage>(new URL('./draw-page.worker.ts', import.meta.url))
export const packInkTask = definePoolTask<PageParts, Uint8Array>(new URL('./pack-ink.worker.ts', import.meta.url))
export const pictureForReadingTask = definePoolTask<PageParts, PictureForReading>(
  new URL('./picture-for-reading.worker.ts', import.meta.url),
)
