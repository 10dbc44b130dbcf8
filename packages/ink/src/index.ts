export { layoutPage } from './layout-page.ts'
export { toSvg } from './svg.ts'
export type { SvgOptions } from './svg.ts'
export type { Font, LayoutOptions, Mark, Page, TextLine } from './page.ts'
