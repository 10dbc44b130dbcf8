/** Tesseract's names of languages (ISO 639-2/T and its own) for ISO 639-1 subtags. */
const codes: Record<string, string> = {
  af: 'afr',
  ar: 'ara',
  bg: 'bul',
  bn: 'ben',
  ca: 'cat',
  cs: 'ces',
  cy: 'cym',
  da: 'dan',
  de: 'deu',
  el: 'ell',
  en: 'eng',
  eo: 'epo',
  es: 'spa',
  et: 'est',
  eu: 'eus',
  fa: 'fas',
  fi: 'fin',
  fr: 'fra',
  ga: 'gle',
  gl: 'glg',
  he: 'heb',
  hi: 'hin',
  hr: 'hrv',
  hu: 'hun',
  hy: 'hye',
  id: 'ind',
  is: 'isl',
  it: 'ita',
  ja: 'jpn',
  ka: 'kat',
  ko: 'kor',
  la: 'lat',
  lt: 'lit',
  lv: 'lav',
  mk: 'mkd',
  ms: 'msa',
  nb: 'nor',
  nl: 'nld',
  nn: 'nor',
  no: 'nor',
  pl: 'pol',
  pt: 'por',
  ro: 'ron',
  ru: 'rus',
  sk: 'slk',
  sl: 'slv',
  sq: 'sqi',
  sr: 'srp',
  sv: 'swe',
  ta: 'tam',
  te: 'tel',
  th: 'tha',
  tr: 'tur',
  uk: 'ukr',
  ur: 'urd',
  vi: 'vie',
  yi: 'yid',
}

/** Tesseract's code of a language tag; undefined for one it has no data for. */
export function tesseractCode(tag: string): string | undefined {
  const locale = localeOf(tag)
  if (locale?.language === 'zh') return locale.maximize().script === 'Hant' ? 'chi_tra' : 'chi_sim'
  return locale === undefined ? undefined : codes[locale.language]
}

/** Primary language subtags for Tesseract's codes; what has no subtag (`osd`, `frk`) is left out. */
export function languageTags(tesseractCodes: readonly string[]): string[] {
  const known = Object.entries({ ...codes, zh: 'chi_sim' })
  return known.filter(([, code]) => tesseractCodes.includes(code)).map(([tag]) => tag)
}

/**
 * The codes to read a page with, or undefined when it is in a script that none of them knows. A
 * language without data of its own is read with the others as long as it is written in Latin letters:
 * accents may suffer, but the words are found again.
 */
export function languagesFor(
  wanted: readonly string[],
  has: { available: readonly string[]; fallback: string[] },
): string[] | undefined {
  const found = codesOf(wanted, has.available)
  if (found.length > 0) return found
  const isLatin = wanted.length === 0 || wanted.some((tag) => localeOf(tag)?.maximize().script === 'Latn')
  return isLatin && has.fallback.length > 0 ? has.fallback : undefined
}

/** The available ones among the languages' codes, in their order, each once. */
export function codesOf(tags: readonly string[], available: readonly string[]): string[] {
  const wanted = tags.flatMap((tag) => tesseractCode(tag) ?? [])
  return [...new Set(wanted)].filter((code) => available.includes(code))
}

function localeOf(tag: string): Intl.Locale | undefined {
  try {
    return new Intl.Locale(tag)
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}
