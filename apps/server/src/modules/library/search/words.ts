/** A word of a text, folded, with its place in the text as it stands (UTF-16 units). */
export type Word = { folded: string; start: number; end: number }

/**
 * Lower case without accents: what two spellings of one word have in common. The same is done to pages, titles and
 * searches, and to nothing that is shown.
 */
export function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[ßæœøłđðþıŋħ]/g, (letter) => LETTERS_WITHOUT_PARTS[letter] ?? letter)
}

/** Letters that Unicode does not take apart, though people type them so. */
const LETTERS_WITHOUT_PARTS: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
  ŋ: 'n',
  ħ: 'h',
}

/** Longer stretches of letters are no words but noise of a reader, and would only make the index larger. */
const WORD_MAX_LENGTH = 64
const WORD = /[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu
/** Scripts that put no spaces between words. */
const UNSPACED = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}ー]/u

/**
 * The words of a text in order. Hyphens and apostrophes part words, in pages and searches alike, so `well-known` finds
 * itself as a phrase. Where words are not spaced, every two neighbouring characters count as a word, and the last one
 * alone: any part of such a text is then found as a run of pairs.
 */
export function wordsOf(text: string): Word[] {
  const words: Word[] = []
  for (const match of text.matchAll(WORD)) {
    const [found] = match
    if (UNSPACED.test(found)) words.push(...pairsOf(found, match.index))
    else if (found.length <= WORD_MAX_LENGTH) {
      words.push({ folded: fold(found), start: match.index, end: match.index + found.length })
    }
  }
  return words
}

/** Whether a search for this word looks for a run of pairs, not for a word. */
export function isUnspaced(word: string): boolean {
  return UNSPACED.test(word)
}

function pairsOf(run: string, offset: number): Word[] {
  const characters = Array.from(run.matchAll(/\P{M}\p{M}*/gu), (match) => ({ text: match[0], start: match.index }))
  return characters.map(({ text, start }, index) => {
    const next = characters[index + 1]
    const end = next === undefined ? start + text.length : next.start + next.text.length
    return { folded: fold(run.slice(start, end)), start: offset + start, end: offset + end }
  })
}
