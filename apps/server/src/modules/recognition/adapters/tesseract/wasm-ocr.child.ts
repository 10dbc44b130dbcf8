import { createWorker, OEM, PSM, type Worker } from 'tesseract.js'
import { z } from 'zod'
import type { OcrWord } from './ocr-engine.ts'

const asked = z.object({
  id: z.number(),
  bytes: z.instanceof(Uint8Array),
  languages: z.array(z.string()),
  dataFolder: z.string(),
})
type Asked = z.infer<typeof asked>

let engine: { key: string; worker: Worker } | undefined

/**
 * The child's side of `wasm-ocr.ts`. It is killed from outside when it takes too long, and ends by
 * itself whenever something is wrong inside, because tesseract.js leaves promises open after errors.
 */
process.on('message', (message: unknown) => {
  const task = asked.parse(message)
  recognise(task).then(
    (lines) => process.send?.({ id: task.id, lines }),
    () => process.exit(1),
  )
})
process.on('disconnect', () => process.exit(0))

async function recognise(task: Asked): Promise<OcrWord[][]> {
  const worker = await workerFor(task)
  const { data } = await worker.recognize(Buffer.from(task.bytes), {}, { text: false, blocks: true })
  const paragraphs = (data.blocks ?? []).flatMap((block) => block.paragraphs)
  return paragraphs
    .flatMap((paragraph) => paragraph.lines)
    .map((line) =>
      line.words
        .filter((word) => word.text.trim() !== '')
        .map(({ text, bbox, confidence }) => ({
          text: text.trim(),
          left: bbox.x0,
          top: bbox.y0,
          right: bbox.x1,
          bottom: bbox.y1,
          confidence,
        })),
    )
    .filter((words) => words.length > 0)
}

async function workerFor({ languages, dataFolder }: Asked): Promise<Worker> {
  const key = languages.join('+')
  if (engine?.key === key) return engine.worker
  await engine?.worker.terminate()
  const worker = await createWorker([...languages], OEM.LSTM_ONLY, {
    langPath: dataFolder,
    // Without this it writes unpacked copies into the current folder.
    cacheMethod: 'none',
    gzip: true,
    // Without a handler an error in the worker thread ends the process anyway, with a stack on stderr.
    errorHandler: () => process.exit(1),
  })
  await worker.setParameters({ tessedit_pageseg_mode: PSM.AUTO })
  engine = { key, worker }
  return worker
}
