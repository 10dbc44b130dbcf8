/** One operator of a content stream with what stood before it. */
export type PdfOperator = { name: string; operands: string[] }

/** Operands of the operators that a page of ink needs (ISO 32000-1, annex A). */
const OPERANDS: Readonly<Record<string, number>> = {
  q: 0,
  Q: 0,
  cm: 6,
  gs: 1,
  rg: 3,
  cs: 1,
  scn: 4,
  m: 2,
  l: 2,
  h: 0,
  re: 4,
  f: 0,
  Do: 1,
  BT: 0,
  ET: 0,
  Tm: 6,
  Tz: 1,
  Tf: 2,
  Tj: 1,
}
/** A number as PDF writes it: no exponent, no leading plus (§7.3.3). */
const NUMBER = /^-?(\d+\.?\d*|\.\d+)$/
const NAME = /^\/[A-Za-z][A-Za-z0-9]*$/
const HEX = /^<([0-9a-f]{2})*>$/

/** Reads a content stream strictly: throws at an unknown operator, a wrong operand or their wrong number. */
export function readContent(content: string): PdfOperator[] {
  const operators: PdfOperator[] = []
  let operands: string[] = []
  // A minus sign or a name may follow a number at once, as the standard allows.
  for (const token of content.match(/\/\w+|<[^>]*>|-?[\d.]+|[A-Za-z]+|\S/g) ?? []) {
    if (NUMBER.test(token) || NAME.test(token) || HEX.test(token)) {
      operands.push(token)
      continue
    }
    const wanted = OPERANDS[token]
    if (wanted === undefined) throw new Error(`unknown operator ${token}`)
    if (operands.length !== wanted) throw new Error(`${token} has ${operands.length} operands, not ${wanted}`)
    operators.push({ name: token, operands })
    operands = []
  }
  if (operands.length > 0) throw new Error('operands without an operator')
  return operators
}

/** Checks that states are saved and restored in pairs and that text and paths are where they may be (§8.2). */
export function checkNesting(operators: readonly PdfOperator[]): void {
  let depth = 0
  let isText = false
  let path = 0
  for (const { name } of operators) {
    if (name === 'q') depth++
    if (name === 'Q' && --depth < 0) throw new Error('Q without q')
    if ((name === 'BT') === isText && (name === 'BT' || name === 'ET')) throw new Error(`${name} out of place`)
    if (name === 'BT' || name === 'ET') isText = name === 'BT'
    if (['Tm', 'Tz', 'Tf', 'Tj'].includes(name) && !isText) throw new Error(`${name} outside of a text`)
    if (name === 'm' || name === 're') path++
    if (name === 'l' && path === 0) throw new Error('a line without a beginning')
    if (path > 0 && !['m', 'l', 'h', 're', 'f'].includes(name)) throw new Error(`${name} inside a path`)
    if (name === 'f') path = 0
  }
  if (depth !== 0 || isText || path > 0) throw new Error('something was left open')
}
