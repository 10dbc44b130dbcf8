import type { Document } from '@kinfolio/contracts'
import { Check, CircleAlert, Clock, Hourglass } from 'lucide-react'
import { ProgressBar } from '../ui/progress-bar.tsx'
import { progressWords } from './progress-words.ts'

const LOOKS = {
  working: { Icon: Clock, colour: 'text-muted' },
  good: { Icon: Check, colour: 'text-good' },
  quiet: { Icon: Hourglass, colour: 'text-muted' },
  bad: { Icon: CircleAlert, colour: 'text-bad' },
} as const

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
  const { Icon, colour } = LOOKS[state.tone]
  return (
    <p className={`mt-1 flex items-center gap-1 text-13 ${colour}`}>
      <Icon aria-hidden className="size-3.5 shrink-0" />
      {state.words}
    </p>
  )
}
