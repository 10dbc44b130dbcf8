import { getDrawing } from '@kinfolio/contracts'
import type { Box, Page } from '@kinfolio/contracts'
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useEffect, useLayoutEffect, useRef } from 'react'
import type { RefObject } from 'react'
import { fetchFile } from '../../shared/api/client.ts'
import { importSvg } from '../../shared/drawing/import-svg.ts'
import { t } from '../../shared/messages/messages.ts'
import { inkOf, lightInk } from './ink.ts'
import type { Ink } from './ink.ts'

/** A vector drawing larger than this has some ten thousand strokes: more elements than a browser moves smoothly. */
const SVG_BYTES_MAX = 3_000_000

const TiledDrawing = lazy(() => import('./tiled-drawing.tsx').then((m) => ({ default: m.TiledDrawing })))

type DrawingProps = {
  page: Page
  marked: readonly Box[]
  lit: readonly Box[]
  label: string
  view: RefObject<HTMLDivElement | null>
}

/** The page's drawing: vectors, or tiles where its strokes are too many for them. Both are sharp at every size. */
export function Drawing(props: DrawingProps) {
  const { page } = props
  const { data: svg, isError } = useQuery({
    queryKey: ['drawing', page.id, page.version],
    enabled: page.draw_status === 'drawn',
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async ({ signal }) => {
      const query = { as: 'svg', version: page.version } as const
      const response = await fetchFile(getDrawing, { params: { page_id: page.id }, query, signal })
      if (Number(response.headers.get('content-length')) <= SVG_BYTES_MAX) return response.text()
      await response.body?.cancel()
      return null
    },
  })
  return (
    <>
      {svg === null ? (
        <Suspense fallback={null}>
          <TiledDrawing {...props} />
        </Suspense>
      ) : (
        <VectorDrawing {...props} svg={svg} />
      )}
      <Words page={page} isBroken={isError} />
    </>
  )
}

type VectorDrawingProps = Omit<DrawingProps, 'view'> & { svg: string | undefined }

/** The page's vectors, put in as elements so that the ink of what is lit can be coloured. */
function VectorDrawing({ svg, marked, lit, label }: VectorDrawingProps) {
  const frame = useRef<HTMLDivElement>(null)
  const ink = useRef<Ink | null>(null)

  useLayoutEffect(() => {
    const drawing = svg === undefined ? null : importSvg(svg)
    drawing?.setAttribute('role', 'img')
    drawing?.setAttribute('aria-label', label)
    frame.current?.replaceChildren(...(drawing === null ? [] : [drawing]))
    ink.current = drawing === null ? null : inkOf(drawing)
  }, [svg, label])

  useEffect(() => {
    const drawn = ink.current
    if (drawn === null) return
    const marks = [...marked.map((box) => ({ box, isLine: false })), ...lit.map((box) => ({ box, isLine: true }))]
    return lightInk(drawn, marks)
  }, [marked, lit, svg])

  return <div ref={frame} className="sheet-drawing absolute inset-0" />
}

function Words({ page, isBroken }: { page: Page; isBroken: boolean }) {
  const isDrawn = page.draw_status === 'drawn'
  if (isDrawn && !isBroken) return null
  const words = page.draw_status === 'pending' ? t('page.stillDrawing') : t('page.drawFailed')
  return <p className="absolute inset-x-6 top-1/3 text-center text-17 text-page-muted">{words}</p>
}
