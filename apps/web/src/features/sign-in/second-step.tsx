import type { PendingSignIn, SignInMethod, Tokens } from '@kinfolio/contracts'
import { useState } from 'react'
import { session } from '../../shared/api/client.ts'
import { t } from '../../shared/messages/messages.ts'
import { knowsPasskeys } from '../../shared/passkeys/ceremony.ts'
import { Button } from '../../shared/ui/button.tsx'
import { Alert } from '../../shared/ui/notes.tsx'
import { ApprovalWait } from './approval-wait.tsx'
import { CodeStep } from './code-step.tsx'
import { Door } from './door.tsx'
import { PasskeyStep } from './passkey-step.tsx'

type SecondStepProps = { pending: PendingSignIn; onSignedIn: () => void; onBack: () => void }
/** `choosing`: which of several it should be, asked of who left the first one for it. */
type Shown = SignInMethod | 'choosing'

const TITLES = {
  totp: 'secondStep.title',
  passkey: 'secondStep.title',
  recovery_code: 'secondStep.title',
  approval: 'wait.title',
  choosing: 'secondStep.choose',
} as const
const TEXTS: { [Each in Shown]?: 'secondStep.totp' | 'secondStep.passkey' | 'secondStep.recovery' } = {
  totp: 'secondStep.totp',
  passkey: 'secondStep.passkey',
  recovery_code: 'secondStep.recovery',
}
const CHOICES = {
  totp: 'secondStep.toTotp',
  passkey: 'secondStep.toPasskey',
  recovery_code: 'secondStep.toRecovery',
  approval: 'secondStep.toApproval',
} as const
const isUsable = (method: SignInMethod): boolean => method in CHOICES && (method !== 'passkey' || knowsPasskeys())

/** What an account asks for beyond its password: one of several ways, and a way back. */
export function SecondStep({ pending, onSignedIn, onBack }: SecondStepProps) {
  const [offered, setOffered] = useState(() => pending.methods.filter(isUsable))
  const [shown, setShown] = useState<Shown | undefined>(offered[0])
  const [isOver, setOver] = useState(false)
  const others = offered.filter((one) => one !== shown)
  const text = shown === undefined || isOver ? undefined : TEXTS[shown]
  /** What was asked of another device is taken back, and is asked once for each sign-in. */
  function leaveApproval(): void {
    setOffered(offered.filter((one) => one !== 'approval'))
    setShown('choosing')
  }
  const onOtherWay = others.length > 0 ? leaveApproval : undefined
  const isWaiting = shown === 'approval'
  return (
    <Door title={t(TITLES[shown ?? 'totp'])} {...(text === undefined ? {} : { text: t(text) })}>
      <div className="mt-6 grid gap-4">
        {isOver ? <Alert>{t('secondStep.over')}</Alert> : null}
        {shown === undefined ? <Alert>{t('secondStep.elsewhere')}</Alert> : null}
        {isOver || shown === undefined || shown === 'choosing' ? null : (
          <OneWay
            key={shown}
            {...{ way: shown, pending, onSignedIn, onBack, onOtherWay }}
            onOver={() => setOver(true)}
          />
        )}
        {isOver || isWaiting
          ? null
          : others.map((one) => (
              <Button key={one} {...(shown === 'choosing' ? {} : { look: 'link' })} onClick={() => setShown(one)}>
                {t(CHOICES[one])}
              </Button>
            ))}
        {isWaiting && !isOver ? null : (
          <Button look={isOver ? 'primary' : 'quiet'} onClick={onBack}>
            {t('secondStep.back')}
          </Button>
        )}
      </div>
    </Door>
  )
}

type OneWayProps = SecondStepProps & { way: SignInMethod; onOver: () => void; onOtherWay: (() => void) | undefined }

function OneWay({ way, pending, onSignedIn, onBack, onOver, onOtherWay }: OneWayProps) {
  const pendingId = pending.pending_id
  const enter = (tokens: Tokens): void => {
    session.signedIn(tokens)
    onSignedIn()
  }
  switch (way) {
    case 'approval':
      return <ApprovalWait pendingId={pendingId} onCancel={onBack} onSignedIn={enter} onOtherWay={onOtherWay} />
    case 'passkey':
      return <PasskeyStep {...{ pendingId, onSignedIn, onOver }} />
    default:
      return <CodeStep {...{ way, pendingId, onSignedIn, onOver }} />
  }
}
