import type { Page } from '@kinfolio/contracts'
import { decodeImages, unpackPage } from '@kinfolio/ink'
import type { InkPage, Replay } from '@kinfolio/ink'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useEffectEvent, useReducer, useState } from 'react'
import type { Dispatch, RefObject } from 'react'
import { openReplay } from './open-replay.ts'
import { pageInkQuery } from './page-ink.ts'
import { watchPaper } from './paper.ts'
import { after, firstSpeed, toggled } from './replay-time.ts'
import type { Playing } from './replay-time.ts'

/** Painting stays within this for a frame; a leap over many strokes takes several. */
const SLICE_MS = 6
/** While the sheet is being zoomed the replay is stretched; it is opened anew at rest. */
const RESIZE_REST_MS = 150

type Change = { passedMs: number; totalMs: number } | { toggleOf: number } | Partial<Playing>
type Ready = { ink: InkPage; images: ReadonlyMap<string, unknown> }
type Canvas = RefObject<HTMLCanvasElement | null>

/** The replay of a page on a canvas that lies over its sheet. */
export function useReplay(page: Page, canvas: Canvas) {
  const { data: packed, isError } = useQuery(pageInkQuery(page))
  const ready = useReady(packed)
  const replay = useOpenReplay(canvas, ready)
  const [playing, tell] = useReducer(change, { atMs: 0, isPlaying: false, speed: 1 })
  useBeginning(replay, tell)
  useFrames(replay, { playing, tell })
  const totalMs = replay?.totalMs ?? 0
  return {
    isFailed: isError,
    isReady: replay !== null,
    isMeasured: ready?.ink.pace.isMeasured ?? true,
    totalMs,
    playing,
    toggle: () => tell({ toggleOf: totalMs }),
    seek: (atMs: number) => tell({ atMs }),
    setSpeed: (speed: number) => tell({ speed }),
  }
}

function change(before: Playing, by: Change): Playing {
  if ('passedMs' in by) return after(before, by)
  return 'toggleOf' in by ? toggled(before, by.toggleOf) : { ...before, ...by }
}

function useReady(packed: Uint8Array<ArrayBuffer> | undefined): Ready | null {
  const [ready, setReady] = useState<Ready | null>(null)
  useEffect(() => {
    if (packed === undefined) return
    let isWanted = true
    const ink = unpackPage(packed)
    void decodeImages(ink.page).then((images) => (isWanted ? setReady({ ink, images }) : undefined))
    return () => {
      isWanted = false
    }
  }, [packed])
  return ready
}

/** Opened anew whenever its canvas has other pixels or its paper another colour. */
function useOpenReplay(canvas: Canvas, ready: Ready | null): Replay | null {
  const [replay, setReplay] = useState<Replay | null>(null)
  useEffect(() => {
    const on = canvas.current
    if (on === null || ready === null) return
    let rest = 0
    const open = (): void => setReplay(openReplay({ canvas: on, ...ready, isStill: wantsLessMotion() }))
    const openAtRest = (): void => {
      clearTimeout(rest)
      rest = window.setTimeout(open, RESIZE_REST_MS)
    }
    open()
    const observer = new ResizeObserver(openAtRest)
    observer.observe(on)
    const stopWatching = watchPaper(openAtRest)
    return () => {
      clearTimeout(rest)
      observer.disconnect()
      stopWatching()
    }
  }, [canvas, ready])
  return replay
}

/** It plays at once, unless somebody asked for less motion: they begin with the whole page and move by themselves. */
function useBeginning(replay: Replay | null, tell: Dispatch<Change>): void {
  const isOpen = replay !== null
  const begin = useEffectEvent(() => {
    const totalMs = replay?.totalMs ?? 0
    const isStill = wantsLessMotion()
    tell({ atMs: isStill ? totalMs : 0, isPlaying: !isStill && totalMs > 0, speed: firstSpeed(totalMs) })
  })
  useEffect(() => {
    if (isOpen) begin()
  }, [isOpen])
}

function useFrames(replay: Replay | null, { playing, tell }: { playing: Playing; tell: Dispatch<Change> }): void {
  const show = useEffectEvent((passedMs: number) => {
    if (replay === null) return
    replay.seek(playing.atMs)
    replay.work(performance.now() + SLICE_MS)
    if (playing.isPlaying) tell({ passedMs, totalMs: replay.totalMs })
  })
  useEffect(() => {
    let before = performance.now()
    let frame = requestAnimationFrame(function next(now) {
      show(Math.max(0, now - before))
      before = now
      frame = requestAnimationFrame(next)
    })
    return () => cancelAnimationFrame(frame)
  }, [])
}

function wantsLessMotion(): boolean {
  return matchMedia('(prefers-reduced-motion: reduce)').matches
}
