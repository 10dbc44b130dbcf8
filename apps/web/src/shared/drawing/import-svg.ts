import { isAttributeAllowed, isElementAllowed } from './svg-rules.ts'

const SVG = 'http://www.w3.org/2000/svg'

/** Builds the SVG anew from what is allowed of it; null when the text is no SVG. It fills what it is put into. */
export function importSvg(text: string): SVGSVGElement | null {
  const source = new DOMParser().parseFromString(text, 'image/svg+xml').documentElement
  if (source.namespaceURI !== SVG || source.localName !== 'svg') return null
  const copy = copyOf(source)
  if (!(copy instanceof SVGSVGElement)) return null
  copy.removeAttribute('width')
  copy.removeAttribute('height')
  return copy
}

function copyOf(source: Element): Element {
  const copy = document.createElementNS(SVG, source.localName)
  for (const { localName, value } of source.attributes)
    if (isAttributeAllowed({ element: source.localName, name: localName, value })) copy.setAttribute(localName, value)
  for (const child of source.childNodes) {
    if (child instanceof Element) {
      if (child.namespaceURI === SVG && isElementAllowed(child.localName)) copy.append(copyOf(child))
    } else if (child.nodeType === Node.TEXT_NODE) {
      copy.append(document.createTextNode(child.nodeValue ?? ''))
    }
  }
  return copy
}
