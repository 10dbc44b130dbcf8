import { layoutPage, toSvg } from '@kinfolio/ink'
import { parsePage } from '@kinfolio/rm-format'
import { toPng } from 'rm-ink'
import { densePage, LARGEST } from './made-pages.ts'

/**
 * Makes the largest page known and prints the peak memory of this process in kilobytes, with `draw` after drawing the page
 * as SVG and PNG, otherwise without. A process of its own, since the peak never falls.
 */
const bytes = densePage(LARGEST)
if (process.argv.includes('draw')) {
  const page = layoutPage(parsePage(bytes).scene)
  const svg = toSvg(page)
  const png = await toPng(page)
  if (svg.length < png.length) throw new Error('a page of so many strokes has a larger SVG')
}
process.stdout.write(String(process.resourceUsage().maxRSS))
