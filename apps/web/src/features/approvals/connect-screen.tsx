import { allowDevice, denyDevice, findDeviceRequest } from '@kinfolio/contracts'
import type { AnswerOf } from '@kinfolio/contracts'
import { useState } from 'react'
import { call } from '../../shared/api/client.ts'
import { ago } from '../../shared/format/moments.ts'
import { wordsOf } from '../../shared/messages/failure-words.ts'
import { t } from '../../shared/messages/messages.ts'
import { Button } from '../../shared/ui/button.tsx'
import { TextField } from '../../shared/ui/field.tsx'
import { Alert } from '../../shared/ui/notes.tsx'
import { useTitle } from '../../shared/ui/use-title.ts'

type Found = AnswerOf<typeof findDeviceRequest>
type Step = { step: 'code' } | { step: 'ask'; found: Found } | { step: 'done'; text: string }

/** Where a person lets in a device that has no keyboard. A link from its QR code brings the code along. */
export function ConnectScreen({ code: given }: { code: string | undefined }) {
  useTitle(t('connect.title'))
  const [code, setCode] = useState(given ?? '')
  const [step, setStep] = useState<Step>({ step: 'code' })
  const [isBusy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)

  async function run(work: () => Promise<Step | string>): Promise<void> {
    setBusy(true)
    setProblem(null)
    const next = await work().catch((error: unknown) => wordsOf(error).text)
    setBusy(false)
    if (typeof next === 'string') setProblem(next)
    else setStep(next)
  }
  return (
    <div className="mx-auto grid max-w-lg gap-6 px-4 py-6 md:px-8 md:py-8">
      <h1 className="text-34">{t(step.step === 'ask' ? 'connect.askTitle' : 'connect.title')}</h1>
      {step.step === 'code' ? (
        <form
          className="grid gap-4"
          onSubmit={(event) => {
            event.preventDefault()
            void run(async () => find(code))
          }}
        >
          <p className="text-17 text-muted">{t('connect.text')}</p>
          <TextField
            label={t('connect.code')}
            hint={t('connect.codeHint')}
            error={problem}
            autoComplete="one-time-code"
            autoCapitalize="characters"
            spellCheck={false}
            required
            value={code}
            onChange={(event) => setCode(event.target.value)}
          />
          <Button type="submit" look="primary" disabled={isBusy || code === ''}>
            {isBusy ? t('connect.finding') : t('connect.find')}
          </Button>
        </form>
      ) : null}
      {step.step === 'ask' ? (
        <div className="grid gap-4">
          <Facts found={step.found} />
          <p>{t('connect.warning')}</p>
          {problem === null ? null : <Alert>{problem}</Alert>}
          <div className="flex flex-wrap gap-3">
            <Button look="primary" disabled={isBusy} onClick={() => void run(async () => answer(code, true))}>
              {t('connect.allow')}
            </Button>
            <Button disabled={isBusy} onClick={() => void run(async () => answer(code, false))}>
              {t('connect.deny')}
            </Button>
          </div>
        </div>
      ) : null}
      {step.step === 'done' ? (
        <div className="grid justify-items-start gap-4">
          <output className="text-17">{step.text}</output>
          <Button
            onClick={() => {
              setCode('')
              setStep({ step: 'code' })
            }}
          >
            {t('connect.another')}
          </Button>
        </div>
      ) : null}
    </div>
  )
}

function Facts({ found }: { found: Found }) {
  const facts = [
    [t('connect.name'), found.client_name || found.user_agent || t('connect.noName')],
    [t('connect.from'), found.address],
    [t('connect.since'), ago(found.requested_at)],
  ] as const
  return (
    <dl className="grid gap-3 rounded-card border border-line bg-surface p-4">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt className="text-13 text-muted">{name}</dt>
          <dd className="wrap-anywhere">{value}</dd>
        </div>
      ))}
    </dl>
  )
}

async function find(code: string): Promise<Step | string> {
  if (code.replaceAll(/[\s-]/g, '').length !== 8) return t('connect.unknown')
  const outcome = await call(findDeviceRequest, { body: { user_code: code } })
  return outcome.ok ? { step: 'ask', found: outcome.answer } : wordsFor(outcome.problem)
}

async function answer(code: string, isAllowed: boolean): Promise<Step | string> {
  const outcome = await call(isAllowed ? allowDevice : denyDevice, { body: { user_code: code } })
  if (!outcome.ok) return wordsFor(outcome.problem)
  return { step: 'done', text: t(isAllowed ? 'connect.allowed' : 'connect.denied') }
}

function wordsFor(problem: { type: string; retry_after_s?: number }): string {
  return problem.type === '/problems/too-many-attempts'
    ? t('connect.tooMany', { minutes: Math.ceil((problem.retry_after_s ?? 60) / 60) })
    : t('connect.unknown')
}
