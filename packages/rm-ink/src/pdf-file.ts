import { deflateSync } from 'node:zlib'

/** The number of an object in the file being written. */
export type ObjectNumber = number

/** Collects numbered objects and writes them with their cross-reference table (PDF 1.7, ISO 32000-1 §7.5). */
export type PdfFile = {
  /** Sets a number aside for an object that others must name before it is written. */
  reserve: () => ObjectNumber
  /** Adds an object in PDF syntax, under a reserved number where one is given. */
  add: (body: string, number?: ObjectNumber) => ObjectNumber
  /** Adds a compressed stream; `entries` are further lines of its dictionary. */
  addStream: (content: Uint8Array, entries?: string) => ObjectNumber
  finish: (root: ObjectNumber, documentInformation: ObjectNumber) => Uint8Array
}

export function createPdfFile(): PdfFile {
  // The second line tells transfer programs that the file is binary.
  const chunks: Buffer[] = [Buffer.from('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n', 'latin1')]
  const offsets: number[] = [0]
  let length = chunks[0]!.length
  const push = (chunk: Buffer): void => {
    chunks.push(chunk)
    length += chunk.length
  }
  const reserve = (): ObjectNumber => offsets.push(-1) - 1
  const begin = (number: ObjectNumber): void => {
    offsets[number] = length
    push(Buffer.from(`${number} 0 obj\n`))
  }
  const add = (body: string, number = reserve()): ObjectNumber => {
    begin(number)
    push(Buffer.from(`${body}\nendobj\n`, 'latin1'))
    return number
  }
  const addStream = (content: Uint8Array, entries = ''): ObjectNumber => {
    const packed = deflateSync(content)
    const number = reserve()
    begin(number)
    push(Buffer.from(`<< /Length ${packed.length} /Filter /FlateDecode ${entries} >>\nstream\n`, 'latin1'))
    push(packed)
    push(Buffer.from('\nendstream\nendobj\n'))
    return number
  }
  const finish = (root: ObjectNumber, documentInformation: ObjectNumber): Uint8Array => {
    const rows = offsets.slice(1).map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`)
    const table = `xref\n0 ${offsets.length}\n0000000000 65535 f \n${rows.join('')}`
    const trailer = `trailer\n<< /Size ${offsets.length} /Root ${root} 0 R /Info ${documentInformation} 0 R >>`
    push(Buffer.from(`${table}${trailer}\nstartxref\n${length}\n%%EOF\n`))
    return Buffer.concat(chunks)
  }
  return { reserve, add, addStream, finish }
}

/** A string of any Unicode text, as PDF keeps titles: UTF-16 with byte order mark, in hexadecimal. */
export function pdfText(text: string): string {
  return `<feff${utf16Hex(text)}>`
}

function utf16Hex(text: string): string {
  return Array.from({ length: text.length }, (_, i) => hex4(text.charCodeAt(i))).join('')
}

export function hex4(value: number): string {
  return value.toString(16).padStart(4, '0')
}

/** A CMap that gives codes of two bytes their text back, so that it can be searched and copied (§9.10.3). */
export function toUnicodeMap(texts: ReadonlyMap<number, string>): string {
  const rows = [...texts].map(([code, text]) => `<${hex4(code)}> <${utf16Hex(text)}>`)
  const blocks: string[] = []
  // A block holds at most 100 rows.
  for (let i = 0; i < rows.length; i += 100) {
    const block = rows.slice(i, i + 100)
    blocks.push(`${block.length} beginbfchar\n${block.join('\n')}\nendbfchar`)
  }
  return `/CIDInit /ProcSet findresource begin 12 dict begin begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def /CMapType 2 def
1 begincodespacerange <0000> <ffff> endcodespacerange
${blocks.join('\n')}
endcmap CMapName currentdict /CMap defineresource pop end end`
}
