import type { Tokens } from '@kinfolio/contracts'
import { useEffect, useState } from 'react'
import { session } from '../../shared/api/client.ts'
import { t } from '../../shared/messages/messages.ts'
import { Button } from '../../shared/ui/button.tsx'
import { Alert, Loading } from '../../shared/ui/notes.tsx'
import { QrCode } from '../../shared/ui/qr-code.tsx'
import { useSecondsLeft } from '../../shared/ui/use-seconds-left.ts'
import { awaitDevice } from './await-device.ts'
import type { DeviceWait, ShownCode } from './await-device.ts'
import { Door } from './door.tsx'

/** A television, or a computer that is not one's own: a device that is signed in already lets this one in. */
export function DeviceSignIn({ onSignedIn, onBack }: { onSignedIn: () => void; onBack: () => void }) {
  const [wait, setWait] = useState<DeviceWait>({ state: 'beginning' })
  const [round, setRound] = useState(0)
  useEffect(() => {
    const leaving = new AbortController()
    const enter = (tokens: Tokens): void => {
      session.signedIn(tokens)
      onSignedIn()
    }
    void awaitDevice({ signal: leaving.signal, show: setWait, onSignedIn: enter })
    return () => leaving.abort()
    // A code belongs to its round, whatever is drawn around it.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [round])
  function again(): void {
    setWait({ state: 'beginning' })
    setRound(round + 1)
  }
  return (
    <Door title={t('byDevice.title')}>
      <div className="mt-4 grid gap-4">
        {wait.state === 'beginning' ? <Loading /> : null}
        {wait.state === 'waiting' ? <Code {...wait} /> : null}
        {wait.state === 'over' ? <Alert>{wait.text}</Alert> : null}
        <div className="flex flex-wrap gap-3">
          {wait.state === 'over' ? (
            <Button look="primary" onClick={again}>
              {t('byDevice.again')}
            </Button>
          ) : null}
          <Button onClick={onBack}>{t('byDevice.back')}</Button>
        </div>
      </div>
    </Door>
  )
}

function Code({ user_code: code, verification_uri: address, verification_uri_complete: link, endMs }: ShownCode) {
  const seconds = useSecondsLeft(endMs)
  return (
    <>
      <p className="text-17">{t('byDevice.text')}</p>
      <div className="justify-self-center">
        <QrCode text={link} label={t('byDevice.qr')} />
      </div>
      <p className="wrap-anywhere">{t('byDevice.byHand', { address })}</p>
      <p className="text-center">
        <span className="sr-only">{t('byDevice.code')}: </span>
        <output className="font-code text-34 tracking-widest">{code}</output>
      </p>
      <p className="text-center text-13 text-muted">{t('byDevice.left', { minutes: Math.ceil(seconds / 60) })}</p>
    </>
  )
}
