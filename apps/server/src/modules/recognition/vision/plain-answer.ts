import { z } from 'zod'
import { parseJson } from '../../../kernel/parse-json.ts'
import type { LineKind } from '../reader.port.ts'
import type { VisionPage } from './vision-answer.ts'

/** The prompt that olmOCR models were trained with (allenai/olmocr, prompts.py, build_no_anchoring_v4_yaml_prompt). */
export const olmOcrPrompt =
  'Attached is one page of a document that you must process. ' +
  'Just return the plain text representation of this document as if you were reading it naturally. Convert equations to LateX and tables to HTML.\n' +
  'If there are any figures or charts, label them with the following markdown syntax ![Alt text describing the contents of the figure](page_startx_starty_width_height.png)\n' +
  'Return your output as markdown, with a front matter section on top specifying values for the primary_language, is_rotation_valid, rotation_correction, is_table, and is_diagram parameters.'

/** olmOCR was trained with pictures of this longest edge. */
export const olmOcrEdgePx = 1_288

/** Such models tell no certainty; this says "a model read it, nobody measured". */
const unknownCertainty = 70

/** Understands a page told as plain text or Markdown, with or without YAML front matter, or olmOCR's older JSON. */
export function parsePlainAnswer(text: string): VisionPage {
  const plain = unfenced(text)
  const { front, body } = splitFront(fromOlderJson(plain) ?? plain)
  const language = /^primary_language:\s*["']?([A-Za-z-]+)/m.exec(front)?.[1]
  const lines = body
    .split(/\r?\n/)
    // A model describes pictures in this way; that is not what stands on the page.
    .filter((line) => !/^!\[[^\]]*\]\([^)]*\)$/.test(line.trim()))
    .map(lineOfMarkdown)
    .filter((line) => line.text !== '')
  return { lines, ...(language && language !== 'null' ? { language } : {}) }
}

/** A whole answer in a code fence: nobody wrote the fence. */
function unfenced(text: string): string {
  return /^\s*```\w*[ \t]*\r?\n([\s\S]*?)\r?\n?```\s*$/.exec(text)?.[1] ?? text
}

/** What stands between two ruled lines of a letter is its text; front matter consists of `name: value` only. */
function splitFront(text: string): { front: string; body: string } {
  const found = /^\s*---\s*\n((?:[a-z_]+:[^\n]*\n)*)---\s*(?:\n|$)([\s\S]*)$/.exec(text)
  return { front: found?.[1] ?? '', body: found?.[2] ?? text }
}

function lineOfMarkdown(line: string): VisionPage['lines'][number] {
  const trimmed = line.trim()
  const found = patterns.find(({ pattern }) => pattern.test(trimmed))
  const text = (found ? trimmed.replace(found.pattern, '') : trimmed).replaceAll(bold, '$1').trim()
  return { text, kind: found?.kind ?? 'line', box: [], certainty: unknownCertainty }
}

/** Two stars around words; two stars between numbers are a power. */
const bold = /\*\*(?=\S)(.+?)(?<=\S)\*\*/g

const patterns: { pattern: RegExp; kind: LineKind }[] = [
  { pattern: /^#{1,6}\s+/, kind: 'heading' },
  { pattern: /^(?:[-*]\s*)?(?:\[ ?\]|☐|□)\s*/u, kind: 'to-do' },
  { pattern: /^(?:[-*]\s*)?(?:\[[xX✓]\]|☑|☒|✓|✔)\s*/u, kind: 'to-do-done' },
]

const olderJson = z.object({ primary_language: z.string().nullish(), natural_text: z.string().nullable() })

function fromOlderJson(text: string): string | undefined {
  if (!text.trimStart().startsWith('{')) return undefined
  const page = olderJson.safeParse(parseJson(text)).data
  return page && `---\nprimary_language: ${page.primary_language ?? 'null'}\n---\n${page.natural_text ?? ''}`
}
