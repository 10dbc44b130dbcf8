import type { SearchResult } from '@kinfolio/contracts'

type Hit = SearchResult['matched_pages'][number]
type Snippet = Hit['snippet']

/** The words of a snippet that matched, as they stand on the page, to be lit on the ink. */
export function wordsToLight({ text, highlights }: Snippet): string {
  const words = highlights.map(([start, end]) => text.slice(start, end).trim()).filter((word) => word !== '')
  return [...new Set(words)].join(' ')
}

/** The folders a document lies in; its path ends with its own name, which is said already. */
export function folderOf({ full_path, visible_name }: Pick<SearchResult, 'full_path' | 'visible_name'>): string {
  if (full_path === visible_name) return ''
  return full_path.endsWith(`/${visible_name}`) ? full_path.slice(0, -visible_name.length - 1) : full_path
}

export type SnippetPart = { text: string; start: number; isHit: boolean }

/** A snippet cut into matching and other stretches, in order and without loss. */
export function snippetParts({ text, highlights }: Snippet): SnippetPart[] {
  const parts: SnippetPart[] = []
  let at = 0
  for (const [start, end] of highlights.toSorted(([a], [b]) => a - b)) {
    if (start < at || end <= start || end > text.length) continue
    if (start > at) parts.push({ text: text.slice(at, start), start: at, isHit: false })
    parts.push({ text: text.slice(start, end), start, isHit: true })
    at = end
  }
  if (at < text.length) parts.push({ text: text.slice(at), start: at, isHit: false })
  return parts
}
