/** What a page is drawn from, as bytes: everything that its version is made of. */
export type PageParts = {
  /** The page's `.rm` file. */
  ink: Uint8Array | undefined
  /** `<page>-metadata.json` of older tablets: names and visibility of layers. */
  layers: Uint8Array | undefined
  /** `.highlights/<page>.json` of older tablets. */
  highlights: Uint8Array | undefined
  /** Pictures that the page places, by file name. */
  images: readonly { name: string; bytes: Uint8Array }[]
  /** The tablet's template name. */
  template: string | undefined
  /** The tablet shows the document sideways. */
  isLandscape: boolean
  /** The page of a PDF or EPUB, or the picture, that lies under the ink. */
  source: PageSourceFile | undefined
}

export type PageSourceFile = {
  kind: 'pdf' | 'epub' | 'picture'
  bytes: Uint8Array
  /** SHA-256 of the bytes: a worker keeps the last document open under it. */
  sha256: string
  /** From 0. */
  page: number
}
