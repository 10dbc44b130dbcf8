import { z } from 'zod'
import { parseJson } from '../../../kernel/parse-json.ts'
import { boxBetween } from '../preparation/affine.ts'
import { lineOfText, weighted } from '../read-lines.ts'
import { lineKinds, type Box, type Reading, type ReadLine } from '../reader.port.ts'

/** A page that answers with more lines than this is a model that repeats itself. */
export const maxLinesPerPage = 1_000

const line = z.object({
  text: z.string(),
  kind: z.enum(lineKinds).catch('line'),
  box: z.array(z.number()).catch([]),
  certainty: z.number().catch(50),
})
/** Small models write a number as a string; one that is no number at all counts as not given. */
const pageNumber = z.union([
  z.number().int(),
  z
    .string()
    .regex(/^\d{1,6}$/)
    .transform(Number),
])
const page = z.object({
  page: pageNumber.optional().catch(undefined),
  language: z.string().optional().catch(undefined),
  lines: z
    .array(z.union([line, z.string().transform((text) => ({ text, kind: 'line' as const, box: [], certainty: 50 }))]))
    .max(maxLinesPerPage),
})
const answer = z.union([z.object({ pages: z.array(page) }), page.transform((one) => ({ pages: [one] }))])

export type VisionPage = z.infer<typeof page>

/**
 * Understands a model's JSON, also when it is wrapped in a code fence or in a sentence. One entry per
 * page; a page the model left out is undefined. Undefined as a whole when there is no such JSON.
 */
export function parseVisionAnswer(text: string, pageCount: number): (VisionPage | undefined)[] | undefined {
  const parsed = answer.safeParse(jsonWithin(text))
  if (!parsed.success) return undefined
  const { pages } = parsed.data
  const isNumbered = pages.length > 0 && pages.every((one) => one.page !== undefined)
  return Array.from({ length: pageCount }, (_, index) =>
    isNumbered ? pages.find((one) => one.page === index + 1) : pages[index],
  )
}

/**
 * A reading from what a model said. `layOut` gives boxes to lines that came without usable ones: it is
 * handed the number of lines and answers with as many boxes.
 */
export function readingOfVision(said: VisionPage, layOut: (count: number) => Box[]): Reading {
  const kept = said.lines.filter(({ text }) => text.trim() !== '')
  const boxes = kept.map((one) => boxOf(one.box))
  // Half a set of boxes would put the other lines on top of each other, so it is all or none.
  const given = boxes.every((box) => box !== undefined) ? boxes : layOut(kept.length)
  const lines: ReadLine[] = kept.map((one, index) =>
    lineOfText({
      text: one.text,
      kind: one.kind,
      box: given[index] ?? { x: 0, y: 0, width: 1, height: 1 },
      confidence: one.certainty / 100,
    }),
  )
  const language = languageOf(said.language)
  return { outcome: 'read', lines, confidence: weighted(lines), boxes: 'estimated', ...(language ? { language } : {}) }
}

/** A well-formed language tag in its canonical spelling, or undefined. */
export function languageOf(tag: string | null | undefined): string | undefined {
  if (!tag || tag === 'und') return undefined
  try {
    return Intl.getCanonicalLocales(tag)[0]
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

function boxOf(thousandths: number[]): Box | undefined {
  const [left, top, right, bottom] = thousandths.map((value) => value / 1000)
  if (left === undefined || top === undefined || right === undefined || bottom === undefined) return undefined
  const box = boxBetween(
    { x: Math.min(left, right), y: Math.min(top, bottom) },
    { x: Math.max(left, right), y: Math.max(top, bottom) },
  )
  return box.width > 0 && box.height > 0 ? box : undefined
}

function jsonWithin(text: string): unknown {
  const from = text.indexOf('{')
  const to = text.lastIndexOf('}')
  return from < 0 || to < from ? undefined : parseJson(text.slice(from, to + 1))
}
