import { JOIN_PATH } from '@kinfolio/contracts'
import type { AnswerOf, createInvitation } from '@kinfolio/contracts'
import { Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { renderSVG } from 'uqr'
import { t } from '../../shared/messages/messages.ts'
import { Button } from '../../shared/ui/button.tsx'
import { TextField } from '../../shared/ui/field.tsx'
import { sayFailure } from '../../shared/ui/say-failure.ts'
import { toasts } from '../../shared/ui/toasts.ts'
import { leftOf } from './left-of.ts'

type Made = AnswerOf<typeof createInvitation>

/** What to hand on, shown this once. */
export function MadeInvitation({ made: { invitation, secret }, onClose }: { made: Made; onClose: () => void }) {
  return (
    <div className="grid gap-4">
      {secret === null ? (
        <output className="block">{t('invite.mailReady', { email: invitation.email ?? '' })}</output>
      ) : invitation.kind === 'code' ? (
        <Code code={secret} expiresAt={invitation.expires_at} />
      ) : (
        <Link link={`${location.origin}${JOIN_PATH}#${secret}`} />
      )}
      <div className="flex justify-end">
        <Button look="primary" onClick={onClose}>
          {t('invite.done')}
        </Button>
      </div>
    </div>
  )
}

function Link({ link }: { link: string }) {
  const picture = `data:image/svg+xml;utf8,${encodeURIComponent(renderSVG(link, { border: 2 }))}`
  return (
    <>
      <p>{t('invite.linkReady')}</p>
      <img src={picture} alt={t('invite.qr')} className="size-52 justify-self-center rounded-card bg-white" />
      <TextField label={t('invite.link')} readOnly value={link} onFocus={(event) => event.target.select()} />
      <Button onClick={() => void copy(link)}>
        <Copy aria-hidden className="size-[18px]" />
        {t('invite.copy')}
      </Button>
    </>
  )
}

function Code({ code, expiresAt }: { code: string; expiresAt: string }) {
  const left = leftOf(expiresAt, useNow())
  return (
    <>
      <p>{t('invite.codeReady')}</p>
      <p className={`justify-self-center font-code text-46 tracking-widest ${left === null ? 'line-through' : ''}`}>
        {`${code.slice(0, 3)} ${code.slice(3)}`}
      </p>
      <p role="timer" className="text-center text-muted">
        {left === null ? t('invite.over') : t('invite.left', { time: left })}
      </p>
    </>
  )
}

const SECOND_MS = 1_000

function useNow(): number {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), SECOND_MS)
    return () => clearInterval(timer)
  }, [])
  return now
}

async function copy(link: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(link)
    toasts.show({ text: t('invite.copied') })
  } catch (error) {
    sayFailure(error)
  }
}
