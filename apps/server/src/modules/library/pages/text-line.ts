import { pageLine } from '@kinfolio/contracts'
import { z } from 'zod'

/** What a line is for a reader of the page; the tablet's typed styles and what readers of handwriting tell apart. */
const lineStyle = z.enum(['line', 'title', 'heading', 'bullet', 'numbered', 'to-do', 'to-do-done'])

/** A line as the library keeps it: what a page shows, and what an export makes of it. */
export const textLine = pageLine.extend({
  style: lineStyle.optional(),
  /** Depth of a list entry, from 0. */
  indent: z.int().min(0).max(20).optional(),
})
export type TextLine = z.infer<typeof textLine>

/** The lines of a page as its text: one each. */
export function textOfLines(lines: readonly TextLine[]): string {
  return lines.map(({ text }) => text).join('\n')
}
