import { z } from 'zod'
import { Outage } from '../../../kernel/outage.ts'
import { messages } from '../messages.ts'
import { boxBetween, unionOf } from '../preparation/affine.ts'
import { lineOfWords, weighted } from '../read-lines.ts'
import type { Box, ReadLine, ReadWord, Reading, ReadingCost } from '../reader.port.ts'
import { languageOf } from '../vision/vision-answer.ts'

/** A vertex leaves out a coordinate that is 0, as proto3 JSON does with every default. */
const vertex = z.object({ x: z.number().default(0), y: z.number().default(0) })
const word = z.object({
  symbols: z
    .array(
      z.object({
        text: z.string().default(''),
        property: z.object({ detectedBreak: z.object({ type: z.string().default('UNKNOWN') }).optional() }).optional(),
      }),
    )
    .default([]),
  boundingBox: z.object({ vertices: z.array(vertex).default([]) }).default({ vertices: [] }),
  confidence: z.number().default(0),
})
const page = z.object({
  width: z.number(),
  height: z.number(),
  property: z
    .object({
      detectedLanguages: z.array(z.object({ languageCode: z.string(), confidence: z.number().default(0) })).default([]),
    })
    .optional(),
  blocks: z
    .array(z.object({ paragraphs: z.array(z.object({ words: z.array(word).default([]) })).default([]) }))
    .default([]),
})
const oneAnswer = z.object({
  fullTextAnnotation: z.object({ pages: z.array(page).default([]) }).optional(),
  error: z.object({ code: z.number(), message: z.string().default('') }).optional(),
})

/** Answer of `images:annotate` as far as it is used (cloud.google.com/vision/docs/reference/rest/v1/AnnotateImageResponse). */
export const googleAnswer = z.object({ responses: z.array(oneAnswer).default([]) })

/** gRPC's INVALID_ARGUMENT: this picture is wrong, as opposed to something being out of order. */
const invalidArgument = 3

/** One picture's answer as a reading. Throws an Outage for a failure that is not about the picture. */
export function readingOfGoogle(answer: z.infer<typeof oneAnswer>, cost: ReadingCost): Reading {
  const { error } = answer
  if (error && error.code === invalidArgument) return { outcome: 'unreadable', because: 'damaged', cost }
  if (error && error.code !== 0) {
    const who = 'Google Vision'
    const words = messages.pictureFailed(who, { code: error.code, said: error.message })
    throw new Outage(words, { who, reason: 'overloaded', isRetryable: true })
  }
  const pages = answer.fullTextAnnotation?.pages ?? []
  const lines = pages.flatMap((one) => linesOf(one))
  const languages = pages.flatMap((one) => one.property?.detectedLanguages ?? [])
  const language = languageOf(languages.toSorted((a, b) => b.confidence - a.confidence)[0]?.languageCode)
  return {
    outcome: 'read',
    lines,
    confidence: weighted(lines),
    boxes: 'measured',
    cost,
    ...(language ? { language } : {}),
  }
}

type Part = { text: string; box: Box; confidence: number; breakAfter: string }

function linesOf(one: z.infer<typeof page>): ReadLine[] {
  const paragraphs = one.blocks.flatMap((block) => block.paragraphs)
  return paragraphs.flatMap(({ words }) => {
    const lines: Part[][][] = [[[]]]
    for (const each of words) {
      const part = partOf(each, one)
      lines.at(-1)?.at(-1)?.push(part)
      // Google takes "home," for two words without a break between; on paper they are one.
      if (part.breakAfter === 'SPACE' || part.breakAfter === 'SURE_SPACE') lines.at(-1)?.push([])
      if (['EOL_SURE_SPACE', 'LINE_BREAK', 'HYPHEN'].includes(part.breakAfter)) lines.push([[]])
    }
    return lines
      .map((line) => line.map(wordOf).filter((word) => word.text !== ''))
      .filter((line) => line.length > 0)
      .map((line) => lineOfWords(line))
  })
}

function wordOf(parts: Part[]): ReadWord {
  const isHyphenated = parts.at(-1)?.breakAfter === 'HYPHEN'
  return {
    text: parts.map(({ text }) => text).join('') + (isHyphenated ? '-' : ''),
    box: unionOf(parts.map(({ box }) => box)),
    confidence: weighted(parts),
  }
}

function partOf(each: z.infer<typeof word>, size: { width: number; height: number }): Part {
  const xs = each.boundingBox.vertices.map(({ x }) => x / size.width)
  const ys = each.boundingBox.vertices.map(({ y }) => y / size.height)
  return {
    text: each.symbols.map((symbol) => symbol.text).join(''),
    box: boxBetween({ x: Math.min(...xs, 1), y: Math.min(...ys, 1) }, { x: Math.max(...xs, 0), y: Math.max(...ys, 0) }),
    confidence: each.confidence,
    breakAfter: each.symbols.at(-1)?.property?.detectedBreak?.type ?? '',
  }
}

const failure = z.object({
  error: z.object({
    message: z.string().default(''),
    status: z.string().default(''),
    details: z.array(z.looseObject({ reason: z.string().optional(), retryDelay: z.string().optional() })).default([]),
  }),
})

/** What Google says when a whole request fails (google.rpc.Status with ErrorInfo and RetryInfo). */
export function googleFailure(body: unknown): { message: string; reason?: string; retryAfterSeconds?: number } {
  const parsed = failure.safeParse(body)
  if (!parsed.success) return { message: 'no explanation was given' }
  const { message, status, details } = parsed.data.error
  const reason = details.find((one) => one.reason !== undefined)?.reason
  const delay = /^([\d.]+)s$/.exec(details.find((one) => one.retryDelay !== undefined)?.retryDelay ?? '')?.[1]
  return {
    message: `${status} ${message}`.trim(),
    ...(reason === undefined ? {} : { reason }),
    ...(delay === undefined ? {} : { retryAfterSeconds: Number(delay) }),
  }
}
