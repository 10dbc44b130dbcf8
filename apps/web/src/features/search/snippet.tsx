import type { SearchResult } from '@kinfolio/contracts'
import { snippetParts } from './hit-words.ts'

/** The words around a hit, with the hit marked as it will be on the ink. */
export function Snippet({ snippet }: { snippet: SearchResult['matched_pages'][number]['snippet'] }) {
  return snippetParts(snippet).map((part) =>
    part.isHit ? <mark key={part.start}>{part.text}</mark> : <span key={part.start}>{part.text}</span>,
  )
}
