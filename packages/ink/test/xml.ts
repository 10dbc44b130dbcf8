/** One element of a parsed document. Text stands among the children. */
export type XmlElement = { name: string; attributes: Map<string, string>; children: (XmlElement | string)[] }

const NAME = /^[A-Za-z_][\w.-]*/
const ATTRIBUTE = /^\s+([A-Za-z_][\w.-]*)="([^"<]*)"/
/** The entities we write; XML itself knows no others without a declaration. */
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" }

/**
 * A strict reader of the XML that we write: elements, attributes in double quotes, five entities, and nothing else. It
 * throws at the first place that a browser's own parser would stop at.
 */
export function parseXml(text: string): XmlElement {
  // oxlint-disable-next-line no-control-regex -- these are what XML 1.0 §2.2 forbids
  const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.exec(text)
  if (forbidden !== null || !text.isWellFormed()) throw new Error('a character that XML forbids')
  const holder: XmlElement = { name: '', attributes: new Map(), children: [] }
  const open = [holder]
  let rest = text
  while (rest !== '') {
    const top = open.at(-1) ?? holder
    if (!rest.startsWith('<')) rest = readText(top, rest)
    else if (rest.startsWith('</')) rest = closeElement(open, rest)
    else rest = openElement(open, rest)
  }
  if (open.length !== 1) throw new Error(`<${open.at(-1)?.name}> is not closed`)
  const [root, ...others] = holder.children.filter((child) => typeof child !== 'string' || child.trim() !== '')
  if (root === undefined || typeof root === 'string' || others.length > 0) throw new Error('not one root element')
  return root
}

function readText(top: XmlElement, rest: string): string {
  const end = rest.indexOf('<')
  const text = end < 0 ? rest : rest.slice(0, end)
  top.children.push(decoded(text))
  return rest.slice(text.length)
}

function closeElement(open: XmlElement[], rest: string): string {
  const [name = ''] = NAME.exec(rest.slice(2)) ?? []
  const top = open.pop()
  if (top?.name !== name || name === '') throw new Error(`</${name}> closes <${top?.name}>`)
  if (rest[2 + name.length] !== '>') throw new Error(`</${name} has no end`)
  return rest.slice(3 + name.length)
}

function openElement(open: XmlElement[], text: string): string {
  const [name = ''] = NAME.exec(text.slice(1)) ?? []
  if (name === '') throw new Error(`no name at ${text.slice(0, 20)}`)
  const element: XmlElement = { name, attributes: new Map(), children: [] }
  let rest = text.slice(1 + name.length)
  for (let found = ATTRIBUTE.exec(rest); found !== null; found = ATTRIBUTE.exec(rest)) {
    const [whole, key = '', value = ''] = found
    if (element.attributes.has(key)) throw new Error(`<${name}> has ${key} twice`)
    element.attributes.set(key, decoded(value))
    rest = rest.slice(whole.length)
  }
  open.at(-1)?.children.push(element)
  if (rest.startsWith('/>')) return rest.slice(2)
  if (!rest.startsWith('>')) throw new Error(`<${name}> has no end at ${rest.slice(0, 20)}`)
  open.push(element)
  return rest.slice(1)
}

function decoded(text: string): string {
  return text.replaceAll(/&([^;\s]*);?/g, (whole, name: string) => {
    const sign = ENTITIES[name]
    if (sign === undefined || !whole.endsWith(';')) throw new Error(`unknown entity ${whole}`)
    return sign
  })
}

/** Every element of a document, itself first, in the order of its text. */
export function elementsIn(root: XmlElement): XmlElement[] {
  return [root, ...root.children.flatMap((child) => (typeof child === 'string' ? [] : elementsIn(child)))]
}

/** All text below an element. */
export function textIn(element: XmlElement): string {
  return element.children.map((child) => (typeof child === 'string' ? child : textIn(child))).join('')
}
