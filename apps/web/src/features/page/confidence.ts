/** Below this a reader is guessing more often than people expect. */
export const CHECK_BELOW = 0.7
export const SURE_FROM = 0.9

export type Certainty = 'sure' | 'fairly' | 'check'

/** What to say about a confidence from 0 to 1. */
export function certaintyOf(confidence: number): Certainty {
  if (confidence >= SURE_FROM) return 'sure'
  return confidence >= CHECK_BELOW ? 'fairly' : 'check'
}
