import { getTwoStep } from '@kinfolio/contracts'
import type { AnswerOf } from '@kinfolio/contracts'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { ask } from '../../shared/api/client.ts'
import { keys } from '../../shared/api/keys.ts'
import { ago } from '../../shared/format/moments.ts'
import { t } from '../../shared/messages/messages.ts'
import { Button } from '../../shared/ui/button.tsx'
import { ConfirmDialog } from '../../shared/ui/confirm-dialog.tsx'
import { FailureNote, Loading } from '../../shared/ui/notes.tsx'
import { sayFailure } from '../../shared/ui/say-failure.ts'
import { Section } from '../../shared/ui/section.tsx'
import { Enrolment } from './enrolment.tsx'
import { RecoveryCodes } from './recovery-codes.tsx'
import { begin, renewCodes, turnOff, type Begun } from './two-step.ts'

type State = { at: 'rest' } | { at: 'enrolling'; begun: Begun } | { at: 'codes'; codes: readonly string[] }

/** Codes of an authenticator app: setting them up, the recovery codes, and turning them off. */
export function TwoStepSection() {
  const { data, error, refetch } = useQuery({
    queryKey: [...keys.account, 'two-step'],
    queryFn: ({ signal }) => ask(getTwoStep, { signal }),
  })
  const [state, setState] = useState<State>({ at: 'rest' })
  const rest = (): void => {
    setState({ at: 'rest' })
    void refetch()
  }
  return (
    <Section title={t('twoStep.title')} text={t('twoStep.text')}>
      {error === null ? null : <FailureNote error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null ? <Loading /> : null}
      {state.at === 'enrolling' ? (
        <Enrolment begun={state.begun} onCodes={(codes) => setState({ at: 'codes', codes })} onCancel={rest} />
      ) : null}
      {state.at === 'codes' ? <RecoveryCodes codes={state.codes} onKept={rest} /> : null}
      {state.at !== 'rest' || data === undefined ? null : data.totp_since === null ? (
        <Off onBegun={(begun) => setState({ at: 'enrolling', begun })} />
      ) : (
        <On status={data} onCodes={(codes) => setState({ at: 'codes', codes })} onOff={rest} />
      )}
    </Section>
  )
}

function Off({ onBegun }: { onBegun: (begun: Begun) => void }) {
  const [isBusy, setBusy] = useState(false)
  async function start(): Promise<void> {
    setBusy(true)
    try {
      onBegun(await begin())
    } catch (error) {
      sayFailure(error)
      setBusy(false)
    }
  }
  return (
    <div className="flex flex-wrap items-center gap-3">
      <p className="grow">{t('twoStep.off')}</p>
      <Button look="primary" disabled={isBusy} onClick={() => void start()}>
        {isBusy ? t('twoStep.turningOn') : t('twoStep.turnOn')}
      </Button>
    </div>
  )
}

type OnProps = {
  status: AnswerOf<typeof getTwoStep>
  onCodes: (codes: readonly string[]) => void
  onOff: () => void
}

function On({ status, onCodes, onOff }: OnProps) {
  const [asks, setAsks] = useState<'nothing' | 'off' | 'renew'>('nothing')
  const close = (): void => setAsks('nothing')
  return (
    <>
      <div>
        <p>{t('twoStep.on', { since: ago(status.totp_since ?? '') })}</p>
        <p className={status.recovery_codes_left === 0 ? 'text-bad' : 'text-muted'}>
          {t('twoStep.codesLeft', { left: status.recovery_codes_left })}
        </p>
      </div>
      <div className="flex flex-wrap gap-2">
        <Button onClick={() => setAsks('renew')}>{t('twoStep.renew')}</Button>
        <Button onClick={() => setAsks('off')}>{t('twoStep.turnOff')}</Button>
      </div>
      {asks === 'off' ? (
        <ConfirmDialog
          title={t('twoStep.turnOffTitle')}
          text={t('twoStep.turnOffText')}
          submit={t('twoStep.turnOff')}
          onConfirm={async () => turnOff().then(onOff)}
          onClose={close}
        />
      ) : null}
      {asks === 'renew' ? (
        <ConfirmDialog
          title={t('twoStep.renewTitle')}
          text={t('twoStep.renewText')}
          submit={t('twoStep.renew')}
          onConfirm={async () => renewCodes().then(onCodes)}
          onClose={close}
        />
      ) : null}
    </>
  )
}
