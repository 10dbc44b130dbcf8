import { carefulReader } from '../careful-reader.ts'
import { lineOfText, weighted } from '../read-lines.ts'
import type { PageImage, Reader, Reading, ReadingContext, ReaderLimits } from '../reader.port.ts'

/** Text of a page, its lines separated by line breaks; or a whole answer. May throw an Outage. */
export type Script = (page: PageImage, context: ReadingContext) => string | Reading | Promise<string | Reading>

export type ScriptedOptions = { script: Script; version?: string; limits?: Partial<ReaderLimits> }

const limits: ReaderLimits = {
  maxImageBytes: 10_000_000,
  maxEdgePx: 8_000,
  pagesPerCall: 8,
  wants: 'natural',
  handwriting: true,
  languages: 'any',
}

/** Answers from a script. Used by tests and by the demonstration, and held to the same contract as the rest. */
export function scriptedReader(options: ScriptedOptions): Reader {
  return carefulReader({
    name: 'scripted',
    version: options.version ?? 'scripted-1',
    reads: { ...limits, ...options.limits },
    async readInked({ pages, context }, signal) {
      const answers: Reading[] = []
      for (const page of pages) {
        signal.throwIfAborted()
        const answer = await untilAborted(Promise.resolve(options.script(page, context)), signal)
        answers.push(typeof answer === 'string' ? reading(answer) : answer)
      }
      return answers
    },
    test: async () => ({ ok: true, details: { engine: 'scripted' } }),
  })
}

function reading(text: string): Reading {
  const texts = text.split('\n').filter((line) => line.trim() !== '')
  const height = 0.8 / Math.max(1, texts.length)
  const lines = texts.map((line, index) => {
    const box = { x: 0.1, y: 0.1 + index * height, width: 0.8, height: height * 0.7 }
    return lineOfText({ text: line, box, confidence: 1 })
  })
  return { outcome: 'read', lines, confidence: weighted(lines), boxes: 'estimated' }
}

async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const stopped = Promise.withResolvers<'stopped'>()
  const stop = (): void => stopped.resolve('stopped')
  signal.addEventListener('abort', stop, { once: true })
  try {
    const first = await Promise.race([work.then((value) => ({ value })), stopped.promise])
    if (first === 'stopped') throw signal.reason
    return first.value
  } finally {
    signal.removeEventListener('abort', stop)
  }
}
