export type PageAction = 'next' | 'previous' | 'in' | 'out' | 'fit' | 'correct' | 'replay'

/** What a key does on a page. */
export function actionOf(key: string, isScrolling: boolean): PageAction | null {
  if (key === 'j' || (key === 'ArrowRight' && !isScrolling)) return 'next'
  if (key === 'k' || (key === 'ArrowLeft' && !isScrolling)) return 'previous'
  if (key === '+' || key === '=') return 'in'
  if (key === '-') return 'out'
  if (key === '0') return 'fit'
  if (key === 'r') return 'replay'
  return key === 'e' ? 'correct' : null
}
