import type { DocumentId, PageId, ReadingId, Sha256, SpaceId } from '@kinfolio/contracts'
import { sql } from 'kysely'
import type { Tx } from '../../../kernel/database/index.ts'
import { stemmersFor } from '../search/stemmers.ts'
import { wordsOf } from '../search/words.ts'
import type { TextLine } from './text-line.ts'

/** More words of a page than this are shown but not found; PostgreSQL counts no further places. */
const SEARCHED_WORDS_MAX = 16_383

export type PageTextRow = {
  spaceId: SpaceId
  pageId: PageId
  documentId: DocumentId
  version: Sha256
  readingId: ReadingId | null
  text: string
  lines: readonly TextLine[]
  language: string | null
  confidence: number | null
}

/** Puts a page's text in the place of what it had, and its words into the word list of the space. */
export async function writePageText(tx: Tx, row: PageTextRow): Promise<void> {
  const words = wordsOf(row.text)
    .slice(0, SEARCHED_WORDS_MAX)
    .map(({ folded }) => folded)
  const stemmers = stemmersFor(row.language)
  await sql`
    insert into page_texts as t (page_id, space_id, document_id, version, reading_id, text, lines, language,
        confidence, search, updated_at)
      values (${row.pageId}, ${row.spaceId}, ${row.documentId}, decode(${row.version}, 'hex'), ${row.readingId},
        ${row.text}, ${JSON.stringify(row.lines)}::jsonb, ${row.language}, ${row.confidence},
        search_vector(${words}::text[], ${stemmers}::text[]), now())
      on conflict (page_id) do update
        set version = excluded.version, reading_id = excluded.reading_id, text = excluded.text,
            lines = excluded.lines, language = excluded.language, confidence = excluded.confidence,
            search = excluded.search, updated_at = excluded.updated_at`.execute(tx)
  await addSpaceWords(tx, { spaceId: row.spaceId, words, stemmers })
}

async function addSpaceWords(
  tx: Tx,
  about: { spaceId: SpaceId; words: readonly string[]; stemmers: readonly string[] },
): Promise<void> {
  // In order, so that two pages written at once cannot wait for each other's words.
  const distinct = [...new Set(about.words)].toSorted()
  if (distinct.length === 0) return
  await sql`
    insert into space_words (space_id, word, is_stem)
      select ${about.spaceId}, word, is_stem from (
        select word, false as is_stem from unnest(${distinct}::text[]) word
        union
        select stem, true from unnest(${distinct}::text[]) word, unnest(word_stems(word, ${about.stemmers}::text[])) stem
      ) found
      order by word collate "C", is_stem
      on conflict do nothing`.execute(tx)
}
