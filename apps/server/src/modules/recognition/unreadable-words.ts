import type { UnreadableReason } from './reader.port.ts'

const WORDS: Record<UnreadableReason, string> = {
  'too-large': 'The picture of this page is larger than the reader takes.',
  damaged: 'The picture of this page is damaged.',
  language: 'The reader does not know the language of this space.',
  refused: 'The reader refused to read this page.',
  'too-long': 'There is more text on this page than the reader answers at once.',
  'too-slow': 'Reading this page took too long and was ended.',
  crashed: 'The reader broke down over this page.',
}

/** Why a page could not be read, and what was kept, for the person who looks at it. */
export function wordsFor(reason: UnreadableReason): string {
  return `${WORDS[reason]} The page and its picture are kept; try another reader.`
}
