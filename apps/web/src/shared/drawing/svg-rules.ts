/**
 * What of an SVG may stand inside our own page. The drawings come from our own server, yet what they are made of
 * came from anywhere, so elements and attributes that are not on the list are left out.
 */
const ELEMENTS = new Set([
  'svg',
  'g',
  'path',
  'rect',
  'circle',
  'ellipse',
  'line',
  'polyline',
  'polygon',
  'text',
  'tspan',
  'title',
  'image',
  'defs',
  'clipPath',
  'mask',
  'pattern',
  'use',
])

const ATTRIBUTES = new Set(
  `viewBox preserveAspectRatio x y x1 y1 x2 y2 cx cy r rx ry d points width height transform id class role
  fill fill-opacity fill-rule stroke stroke-width stroke-opacity stroke-linecap stroke-linejoin stroke-miterlimit
  stroke-dasharray stroke-dashoffset opacity clip-path clip-rule mask vector-effect font-family font-size font-weight
  font-style text-anchor dominant-baseline textLength lengthAdjust letter-spacing aria-labelledby
  clipPathUnits maskUnits maskContentUnits patternUnits`.split(/\s+/),
)

/** Only pictures carried in the file itself, and only kinds that cannot hold code. */
const PICTURE = /^data:image\/(?:png|jpeg|webp|gif);base64,/

export function isElementAllowed(name: string): boolean {
  return ELEMENTS.has(name)
}

export function isAttributeAllowed({
  element,
  name,
  value,
}: {
  element: string
  name: string
  value: string
}): boolean {
  if (name === 'href') return element === 'use' ? value.startsWith('#') : element === 'image' && PICTURE.test(value)
  if (name.startsWith('data-')) return true
  if (!ATTRIBUTES.has(name)) return false
  // References may only point into the drawing itself; a colour may follow for where they point at nothing.
  return !/url\(/i.test(value) || /^url\(#[\w-]+\)( #[\da-f]{6})?$/i.test(value.trim())
}
