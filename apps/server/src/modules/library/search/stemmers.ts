/** PostgreSQL's own stemming dictionaries by primary language. A word of another language is found as it is written. */
const STEMMERS: Readonly<Record<string, string>> = {
  da: 'danish_stem',
  de: 'german_stem',
  en: 'english_stem',
  es: 'spanish_stem',
  fi: 'finnish_stem',
  fr: 'french_stem',
  hu: 'hungarian_stem',
  it: 'italian_stem',
  nl: 'dutch_stem',
  no: 'norwegian_stem',
  pt: 'portuguese_stem',
  ro: 'romanian_stem',
  ru: 'russian_stem',
  sv: 'swedish_stem',
}

/**
 * The stemmers for a page in this language. Where the language is not known, those of the languages that households
 * here most often mix; a stem too many finds a page too many, a stem too few loses one.
 */
export function stemmersFor(language: string | null): string[] {
  const primary = language?.toLowerCase().split(/[-_]/)[0]
  const known = primary === undefined ? undefined : STEMMERS[primary]
  return known === undefined ? COMMON_STEMMERS : [known]
}

const COMMON_STEMMERS = ['english_stem', 'german_stem', 'french_stem']

/** A search does not say its language, so its words are stemmed in each that pages are. */
export const SEARCH_STEMMERS: readonly string[] = [...new Set(Object.values(STEMMERS))]
