import { isAttributeAllowed, isElementAllowed } from './svg-rules.ts'

const SVG = 'http://www.w3.org/2000/svg'
/** Drawings are a few groups deep; what lies deeper than this is left out, since each level costs stack. */
export const NESTING_MAX = 64

/** Builds the SVG anew from what is allowed of it; null when the text is no SVG. It fills what it is put into. */
export function importSvg(text: string): SVGSVGElement | null {
  const source = new DOMParser().parseFromString(text, 'image/svg+xml').documentElement
  if (source.namespaceURI !== SVG || source.localName !== 'svg') return null
  const copy = copyOf(source, 0)
  if (!(copy instanceof SVGSVGElement)) return null
  copy.removeAttribute('width')
  copy.removeAttribute('height')
  return copy
}

function copyOf(source: Element, depth: number): Element {
  const copy = document.createElementNS(SVG, source.localName)
  for (const { localName, value } of source.attributes)
    if (isAttributeAllowed({ element: source.localName, name: localName, value })) copy.setAttribute(localName, value)
  for (const child of source.childNodes) {
    if (child instanceof Element) {
      const isWanted = child.namespaceURI === SVG && isElementAllowed(child.localName)
      if (isWanted && depth < NESTING_MAX) copy.append(copyOf(child, depth + 1))
    } else if (child.nodeType === Node.TEXT_NODE) {
      copy.append(document.createTextNode(child.nodeValue ?? ''))
    }
  }
  return copy
}
