import type { Document } from '@kinfolio/contracts'
import { Check, CircleAlert } from 'lucide-react'
import { ProgressBar } from '../ui/progress-bar.tsx'
import { progressWords } from './progress-words.ts'

/** How far a document is: a bar while work goes on, a word and its icon afterwards. */
export function DocumentProgress({ document }: { document: Document }) {
  const state = progressWords(document)
  if (state === null) return null
  if (state.share !== null)
    return (
      <div className="mt-1.5 grid gap-1">
        <ProgressBar {...state.share} label={state.words} />
        <p className="text-13 text-muted">{state.words}</p>
      </div>
    )
  const isBad = state.tone === 'bad'
  const Icon = isBad ? CircleAlert : Check
  return (
    <p className={`mt-1 flex items-center gap-1 text-13 ${isBad ? 'text-bad' : 'text-good'}`}>
      <Icon aria-hidden className="size-3.5 shrink-0" />
      {state.words}
    </p>
  )
}
