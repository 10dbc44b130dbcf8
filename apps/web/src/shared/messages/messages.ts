import { en } from './en.ts'

type Catalogue = typeof en
export type MessageKey = keyof Catalogue

/** Keys whose sentence takes nothing, for tables of words by state. */
export type PlainMessageKey = { [K in MessageKey]: Catalogue[K] extends string ? K : never }[MessageKey]

type ArgsOf<K extends MessageKey> = Catalogue[K] extends (args: infer Args) => string ? [args: Args] : []

/** What another language has to provide: the same keys, taking the same values. */
export type Translation = { [K in MessageKey]: Catalogue[K] extends string ? string : Catalogue[K] }

const catalogue: Translation = en

/** A sentence of the catalogue in the language of the page. */
export function t<K extends MessageKey>(key: K, ...args: ArgsOf<K>): string {
  const message: string | ((args: never) => string) = catalogue[key]
  if (typeof message === 'string') return message
  // The key decides the type of its values, which the compiler cannot carry through the union of all sentences.
  return message(args[0] as never)
}
