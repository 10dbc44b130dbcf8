import type { TextLine } from '../pages/text-line.ts'

export type MarkdownDocument = {
  title: string
  id: string
  tags: readonly string[]
  createdAt: Date
  updatedAt: Date
  pages: readonly { number: number; lines: readonly TextLine[] }[]
}

/** A document as Markdown: YAML in front, a comment where each page begins, headings, lists and to-dos as they are. */
export function toMarkdown(document: MarkdownDocument): string {
  const front = [
    '---',
    `title: ${JSON.stringify(document.title)}`,
    `kinfolio_id: ${document.id}`,
    `created: ${document.createdAt.toISOString()}`,
    `updated: ${document.updatedAt.toISOString()}`,
    `tags: ${JSON.stringify(document.tags)}`,
    `pages: ${document.pages.length}`,
    '---',
  ].join('\n')
  const pages = document.pages.map(({ number, lines }) => [`<!-- page ${number} -->`, ...blocksOf(lines)].join('\n\n'))
  return `${[front, ...pages].join('\n\n')}\n`
}

/** Lines that follow each other form a paragraph or a list; a heading stands alone. */
function blocksOf(lines: readonly TextLine[]): string[] {
  const blocks: { kind: string; lines: string[] }[] = []
  for (const line of lines) {
    if (line.text.trim() === '') continue
    const kind = kindOf(line)
    const last = blocks.at(-1)
    if (last !== undefined && last.kind === kind && kind !== 'heading') last.lines.push(markdownLine(line))
    else blocks.push({ kind, lines: [markdownLine(line)] })
  }
  // A line of handwriting stays a line: two spaces at its end keep the break.
  return blocks.map((block) => block.lines.join(block.kind === 'text' ? '  \n' : '\n'))
}

function kindOf({ style = 'line' }: TextLine): 'heading' | 'list' | 'numbers' | 'text' {
  if (style === 'title' || style === 'heading') return 'heading'
  if (style === 'numbered') return 'numbers'
  return style === 'line' ? 'text' : 'list'
}

function markdownLine({ style = 'line', indent = 0, text }: TextLine): string {
  const plain = escapeMarkdown(text.replace(/\s+/g, ' ').trim())
  const into = '  '.repeat(indent)
  switch (style) {
    case 'title':
      return `# ${plain}`
    case 'heading':
      return `## ${plain}`
    case 'bullet':
      return `${into}- ${plain}`
    case 'numbered':
      return `${into}1. ${plain}`
    case 'to-do':
      return `${into}- [ ] ${plain}`
    case 'to-do-done':
      return `${into}- [x] ${plain}`
    case 'line':
      return plain
  }
}

/** What was written is text, even where it looks like Markdown or HTML. */
function escapeMarkdown(text: string): string {
  return text
    .replace(/[\\`*_[\]<>]/g, (sign) => `\\${sign}`)
    .replace(/^(#{1,6}\s|[-+]\s|>|~{3}|={3,}|-{3,})/, (start) => `\\${start}`)
    .replace(/^(\d+)([.)])(?=\s)/, '$1\\$2')
}
