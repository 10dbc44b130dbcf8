import { layOverInk } from '../preparation/lay-over-ink.ts'
import { lookAt } from '../preparation/picture.ts'
import type { PageImage, Reading } from '../reader.port.ts'
import { readingOfVision, type VisionPage } from './vision-answer.ts'

/** A model's answer as a reading; lines it gave no box for are laid over the rows of ink on the picture. */
export async function readOverInk(said: VisionPage, page: PageImage): Promise<Reading> {
  const picture = await lookAt(page.bytes)
  const thumb = 'problem' in picture ? undefined : picture.thumb
  return readingOfVision(said, (count) => (thumb ? layOverInk(thumb, count) : []))
}
