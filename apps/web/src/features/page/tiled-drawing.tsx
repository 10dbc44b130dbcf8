import type { Box, Page } from '@kinfolio/contracts'
import { layTiles } from '@kinfolio/ink'
import type { Light, Tiles } from '@kinfolio/ink'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import type { RefObject } from 'react'
import { t } from '../../shared/messages/messages.ts'
import { pageInkQuery } from './page-ink.ts'
import { paperOf, tokenOf, watchPaper } from './paper.ts'

/** As the marks of a vector drawing (sheet.css). */
const LINE_MARK_OPACITY = 0.45

type TiledDrawingProps = {
  page: Page
  marked: readonly Box[]
  lit: readonly Box[]
  label: string
  view: RefObject<HTMLDivElement | null>
}

/** A page of very many strokes, painted in a worker and shown as tiles: as elements it would stall the browser. */
export function TiledDrawing({ page, marked, lit, label, view }: TiledDrawingProps) {
  const sheet = useRef<HTMLDivElement>(null)
  const [tiles, setTiles] = useState<Tiles | null>(null)
  const { data: packed, isError } = useQuery(pageInkQuery(page))

  useEffect(() => {
    const [at, within] = [sheet.current, view.current]
    if (at === null || within === null || packed === undefined) return
    const laid = layTiles({ sheet: at, view: within, packed, openWorker, paper: paperOf(at), label })
    setTiles(laid)
    const stopWatching = watchPaper(() => laid.setPaper(paperOf(at)))
    return () => {
      stopWatching()
      laid.close()
      setTiles(null)
    }
  }, [packed, label, view])

  useEffect(() => {
    if (sheet.current !== null) tiles?.light(lightOf(sheet.current, { marked, lit }))
  }, [tiles, marked, lit])

  return (
    <>
      <div ref={sheet} className="absolute inset-0 bg-page" />
      {isError ? (
        <p className="absolute inset-x-6 top-1/3 text-center text-17 text-page-muted">{t('page.noInk')}</p>
      ) : null}
    </>
  )
}

function openWorker(): Worker {
  return new Worker(new URL('./tile.worker.ts', import.meta.url), { type: 'module' })
}

function lightOf(sheet: Element, { marked, lit }: Pick<TiledDrawingProps, 'marked' | 'lit'>): Light {
  const colour = tokenOf(sheet, '--mark-on-page')
  const marks = [
    ...marked.map((box) => ({ box, colour, opacity: 1 })),
    ...lit.map((box) => ({ box, colour, opacity: LINE_MARK_OPACITY })),
  ]
  return { marks, inkIn: [...marked, ...lit], ink: tokenOf(sheet, '--page-accent') }
}
