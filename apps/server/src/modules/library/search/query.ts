import { isUnspaced, wordsOf } from './words.ts'

/** Words that stand next to each other on a page; a single word most often. */
export type Term = {
  words: string[]
  /** The last word may go on: it is the one being typed. */
  isPrefix: boolean
}
export type SearchQuery = { wanted: Term[]; excluded: Term[] }

/** Nobody types more; a longer query is cut rather than refused. */
export const TERMS_MAX = 16
/** A shorter beginning would be that of nearly every page. */
const PREFIX_MIN_LENGTH = 2

/**
 * Words, "phrases in quotes", and -words that must not be there. What joins words (a hyphen, an apostrophe, a script
 * without spaces) makes a phrase of them. The last word counts as a beginning, unless it is quoted.
 */
export function parseQuery(typed: string): SearchQuery {
  const query: SearchQuery = { wanted: [], excluded: [] }
  const parts = [...typed.matchAll(/(-?)(?:"([^"]*)"?|([^\s"]+))/gu)].slice(0, TERMS_MAX)
  for (const [index, part] of parts.entries()) {
    const [, minus = '', quoted, plain] = part
    // A minus within a word is a hyphen; the pattern takes it as an exclusion only where a word begins.
    const isExcluded = minus === '-' && (part.index === 0 || /\s/.test(typed[part.index - 1] ?? ''))
    const words = wordsOf(quoted ?? plain ?? '').map(({ folded }) => folded)
    if (words.length === 0) continue
    const isLast = index === parts.length - 1 && quoted === undefined && !isExcluded
    const term = { words: withoutTail(words), isPrefix: isLast && mayGoOn(words) }
    ;(isExcluded ? query.excluded : query.wanted).push(term)
  }
  return query
}

/** Pairs of characters end in a single one, which on a page is followed by another and forms a pair with it. */
function withoutTail(words: string[]): string[] {
  const last = words.at(-1)
  const isTail = words.length > 1 && last !== undefined && isUnspaced(last) && Array.from(last).length === 1
  return isTail ? words.slice(0, -1) : words
}

function mayGoOn(words: readonly string[]): boolean {
  const last = words.at(-1) ?? ''
  return isUnspaced(last) || last.length >= PREFIX_MIN_LENGTH
}

/**
 * What a word may stand for on a page: other forms of it, other words altogether when it occurs nowhere, and words that
 * it is the short beginning of.
 */
export type Meaning = { stems: readonly string[]; insteadOf: readonly string[]; completions: readonly string[] }
const LITERALLY: Meaning = { stems: [], insteadOf: [], completions: [] }

/** The query as PostgreSQL takes it. Undefined when it wants nothing: exclusions alone find no page. */
export function tsqueryOf(query: SearchQuery, meaningOf: (word: string) => Meaning): string | undefined {
  if (query.wanted.length === 0) return undefined
  const wanted = query.wanted.map((term) => termText(term, meaningOf))
  const excluded = query.excluded.map((term) => `!${termText(term, () => LITERALLY)}`)
  return [...wanted, ...excluded].join(' & ')
}

function termText({ words, isPrefix }: Term, meaningOf: (word: string) => Meaning): string {
  const parts = words.map((word, index) => {
    const goesOn = (isPrefix && index === words.length - 1) || (isUnspaced(word) && Array.from(word).length === 1)
    const { stems, insteadOf, completions } = meaningOf(word)
    if (insteadOf.length > 0) return anyOf(insteadOf.map(lexeme))
    const ways = goesOn && completions.length > 0 ? completions.map(lexeme) : [`${lexeme(word)}${goesOn ? ':*' : ''}`]
    // Phrases are meant word for word.
    return anyOf([...ways, ...(words.length > 1 ? [] : stems.map(lexeme))])
  })
  return `(${parts.join(' <-> ')})`
}

function anyOf(lexemes: readonly string[]): string {
  return lexemes.length === 1 ? (lexemes[0] ?? '') : `(${lexemes.join(' | ')})`
}

/** Words hold letters and digits only; quoting keeps it so if that ever changes. */
function lexeme(word: string): string {
  return `'${word.replace(/['\\]/g, '')}'`
}
