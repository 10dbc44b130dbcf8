import { getDrawing } from '@kinfolio/contracts'
import type { Box, Page } from '@kinfolio/contracts'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useLayoutEffect, useRef } from 'react'
import { fetchFile } from '../../shared/api/client.ts'
import { importSvg } from '../../shared/drawing/import-svg.ts'
import { t } from '../../shared/messages/messages.ts'
import { inkOf, lightInk } from './ink.ts'
import type { Ink } from './ink.ts'

type DrawingProps = { page: Page; marked: readonly Box[]; lit: readonly Box[]; label: string }

/** The page's vector drawing, put in as elements so that the ink of what is lit can be coloured. */
export function Drawing({ page, marked, lit, label }: DrawingProps) {
  const frame = useRef<HTMLDivElement>(null)
  const ink = useRef<Ink | null>(null)
  const { data: svg, isError } = useQuery({
    queryKey: ['drawing', page.id, page.version],
    enabled: page.draw_status === 'drawn',
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async ({ signal }) => {
      const query = { as: 'svg', version: page.version } as const
      const response = await fetchFile(getDrawing, { params: { page_id: page.id }, query, signal })
      return response.text()
    },
  })

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

  return (
    <>
      <div ref={frame} className="sheet-drawing absolute inset-0" />
      <Words page={page} isBroken={isError} />
    </>
  )
}

function Words({ page, isBroken }: { page: Page; isBroken: boolean }) {
  const isDrawn = page.draw_status === 'drawn'
  if (isDrawn && !isBroken) return null
  const words = page.draw_status === 'pending' ? t('page.stillDrawing') : t('page.drawFailed')
  return <p className="absolute inset-x-6 top-1/3 text-center text-17 text-page-muted">{words}</p>
}
