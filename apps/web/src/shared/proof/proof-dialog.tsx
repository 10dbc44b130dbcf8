import { getStepUp } from '@kinfolio/contracts'
import type { StepUpMethod } from '@kinfolio/contracts'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { ask } from '../api/client.ts'
import { keys } from '../api/keys.ts'
import { t } from '../messages/messages.ts'
import { knowsPasskeys } from '../passkeys/ceremony.ts'
import { Button } from '../ui/button.tsx'
import { LazyDialog } from '../ui/lazy.tsx'
import { FailureNote, Loading } from '../ui/notes.tsx'
import { proofWays } from './proof-ways.tsx'
import { proofs } from './proofs.ts'

/** The question, by whatever way the person has; closing it leaves everything as it was. */
export function ProofDialog() {
  return (
    <LazyDialog title={t('proof.title')} onClose={() => proofs.settle(false)}>
      <Question />
    </LazyDialog>
  )
}

function Question() {
  const [chosen, setChosen] = useState<StepUpMethod | null>(null)
  const { data, error, refetch } = useQuery({
    queryKey: [...keys.account, 'step-up'],
    queryFn: ({ signal }) => ask(getStepUp, { signal }),
    staleTime: 0,
  })
  if (error !== null) return <FailureNote error={error} onRetry={() => void refetch()} />
  if (data === undefined) return <Loading />
  const canUse = (method: StepUpMethod): boolean => method !== 'passkey' || knowsPasskeys()
  const ways = proofWays.filter(({ method }) => data.methods.includes(method) && canUse(method))
  const way = ways.find(({ method }) => method === chosen) ?? ways[0]
  if (way === undefined) return <p>{t('proof.none')}</p>
  return (
    <div className="grid gap-4">
      <p className="text-muted">{t('proof.text')}</p>
      <way.Form key={way.method} onProved={() => proofs.settle(true)} />
      {ways
        .filter(({ method }) => method !== way.method)
        .map(({ method }) => (
          <Button key={method} look="link" className="justify-self-start" onClick={() => setChosen(method)}>
            {t(`proof.by.${method}`)}
          </Button>
        ))}
    </div>
  )
}
