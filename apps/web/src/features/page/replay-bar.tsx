import type { Page } from '@kinfolio/contracts'
import { Pause, Play, X } from 'lucide-react'
import { useEffect, useRef } from 'react'
import type { KeyboardEvent, RefObject } from 'react'
import { t } from '../../shared/messages/messages.ts'
import { IconButton } from '../../shared/ui/button.tsx'
import { clockWords, REPLAY_SPEEDS, stepMs } from './replay-time.ts'
import { useReplay } from './use-replay.ts'

type ReplayBarProps = { page: Page; canvas: RefObject<HTMLCanvasElement | null>; onClose: () => void }

/** The writing of a page played back: where it stands, how fast it goes, and the way out. */
export function ReplayBar({ page, canvas, onClose }: ReplayBarProps) {
  const replay = useReplay(page, canvas)
  const bar = useRef<HTMLElement>(null)
  // Somebody who opened it with the keyboard goes on with the keyboard.
  useEffect(() => bar.current?.focus(), [])

  function press(event: KeyboardEvent): void {
    const isOnButton = event.target instanceof HTMLButtonElement || event.target instanceof HTMLSelectElement
    if (event.key === 'Escape') onClose()
    else if (event.key === ' ' && !isOnButton) replay.toggle()
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- the keys of its controls, wherever the focus is among them
    <section
      ref={bar}
      aria-label={t('replay.bar')}
      tabIndex={-1}
      onKeyDown={press}
      className="border-t border-line bg-surface px-2 py-1 outline-none md:px-4"
    >
      <Controls replay={replay} onClose={onClose} />
      <Note replay={replay} />
    </section>
  )
}

type ReplayState = ReturnType<typeof useReplay>

function Controls({ replay, onClose }: { replay: ReplayState; onClose: () => void }) {
  const { playing, totalMs, isReady } = replay
  const icon = playing.isPlaying ? <Pause aria-hidden className="size-5" /> : <Play aria-hidden className="size-5" />
  // The slider counts in steps, the last of which may be shorter: a browser would never let it reach the very end.
  const step = stepMs(totalMs)
  const isOff = !isReady || totalMs === 0
  const times = { at: clockWords(playing.atMs), total: clockWords(totalMs) }
  return (
    <div className="grid grid-cols-[auto_minmax(0,1fr)_auto] items-center gap-x-2 md:flex">
      <IconButton
        label={t(playing.isPlaying ? 'replay.pause' : 'replay.play')}
        icon={icon}
        disabled={isOff}
        onClick={replay.toggle}
      />
      <input
        type="range"
        aria-label={t('replay.moment')}
        aria-valuetext={t('replay.at', times)}
        min={0}
        max={Math.max(1, Math.ceil(totalMs / step))}
        value={Math.ceil(playing.atMs / step)}
        disabled={isOff}
        onChange={(event) => replay.seek(Math.min(totalMs, Number(event.target.value) * step))}
        className="h-11 min-w-0 grow rounded-card accent-accent -outline-offset-4"
      />
      <span className="order-1 col-span-2 ml-3 text-15 whitespace-nowrap md:order-none md:ml-0">
        {t('replay.at', times)}
      </span>
      <Speed speed={playing.speed} onSpeed={replay.setSpeed} />
      <IconButton
        label={t('replay.close')}
        icon={<X aria-hidden className="size-5" />}
        onClick={onClose}
        className="justify-self-end"
      />
    </div>
  )
}

function Speed({ speed, onSpeed }: { speed: number; onSpeed: (speed: number) => void }) {
  return (
    <select
      aria-label={t('replay.speed')}
      value={speed}
      onChange={(event) => onSpeed(Number(event.target.value))}
      className="order-1 min-h-11 rounded-card border border-field-line bg-surface px-2 text-15 md:order-none"
    >
      {REPLAY_SPEEDS.map((choice) => (
        <option key={choice} value={choice}>
          {t('replay.times', { speed: choice })}
        </option>
      ))}
    </select>
  )
}

function Note({ replay: { isFailed, isReady, isMeasured, totalMs } }: { replay: ReplayState }) {
  const words = isFailed
    ? t('page.noInk')
    : isReady && totalMs === 0
      ? t('replay.noneText')
      : isReady && !isMeasured
        ? t('replay.evenHint')
        : ''
  return <output className="block px-3 text-13 text-muted not-empty:pb-2">{words}</output>
}
