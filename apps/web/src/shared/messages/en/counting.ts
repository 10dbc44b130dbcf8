const rules = new Intl.PluralRules('en')
export const number = new Intl.NumberFormat('en')

/** A number with its noun; `[one, many]`. */
export function count(n: number, [one, many]: [string, string]): string {
  return `${number.format(n)} ${rules.select(n) === 'one' ? one : many}`
}
export const pages = (n: number): string => count(n, ['page', 'pages'])
export const files = (n: number): string => count(n, ['file', 'files'])
export const documents = (n: number): string => count(n, ['document', 'documents'])
