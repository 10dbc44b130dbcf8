import { writeNotebook } from '@kinfolio/testkit/handwriting'
import { gardenNotebook } from './garden.ts'
import { kitchenNotebook } from './kitchen.ts'
import { drawLetter, LETTER_PATH } from './letter.ts'
import { newsletter } from './newsletter.ts'
import { sketchbook } from './sketchbook.ts'

export type MadeFile = { path: string; bytes: Uint8Array }

/** The files of the demo library, as a tablet and a camera would hand them in. Runs in a worker of the pool. */
export async function run(): Promise<MadeFile[]> {
  const documents = [kitchenNotebook(), gardenNotebook(), await sketchbook(), await newsletter()]
  return [...documents.flatMap(writeNotebook), { path: LETTER_PATH, bytes: await drawLetter() }]
}
