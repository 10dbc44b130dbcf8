import type pg from 'pg'

/** Raised with every change of what is seeded: it names the folder that keeps the seeded data between runs. */
export const SEED_VERSION = 2

/** About as many different words as a household writes in decades. */
const VOCABULARY = 20_000
/** Working out what search finds of a text is the slow part, so pages share the bodies of their texts … */
const BODIES = 1_000
const WORDS_PER_BODY = 116
/** … and each has these words besides, so that rare words stay rare. */
const OWN_WORDS = 4

/**
 * Fills the personal space of the owner with read pages, by SQL alone: words of a made vocabulary, the first of them on
 * most pages and the last on few, as in any language (Zipf). The same numbers give the same words.
 */
export async function seedLibrary(
  client: pg.Client,
  { documents, pagesEach }: { documents: number; pagesEach: number },
): Promise<void> {
  await client.query('begin')
  await client.query("set local session_replication_role = 'replica'")
  const indexes = await takeIndexes(client)
  await client.query('select setseed(0.5)')
  await client.query(WORDS, [VOCABULARY])
  await client.query(BODY_TEXTS, [BODIES, WORDS_PER_BODY, VOCABULARY])
  await client.query(DOCUMENTS, [documents, pagesEach])
  await client.query(PAGES, [pagesEach])
  await client.query(DRAWINGS)
  await client.query(TEXTS, [OWN_WORDS, VOCABULARY, BODIES])
  await client.query(SPACE_WORDS)
  for (const definition of indexes) await client.query(definition)
  await client.query('commit')
  await client.query('vacuum analyze')
}

/** An index is made many times faster at once than row by row. Answers what makes them again. */
async function takeIndexes(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ indexname: string; indexdef: string }>(
    "select indexname, indexdef from pg_indexes where tablename = 'page_texts' and indexdef ilike '%using gin%'",
  )
  for (const { indexname } of rows) await client.query(`drop index ${indexname}`)
  return rows.map(({ indexdef }) => indexdef)
}

/** A pronounceable word for each number: syllables of its digits. */
const WORDS = `
  create temporary table made_words on commit drop as
    select rank,
           (array['ba','ke','li','mo','nu','ra','se','ti','vo','du'])[1 + rank % 10]
             || (array['lan','mer','nis','tor','gul','pen','wis','dar','ket','rom'])[1 + (rank / 10) % 10]
             || (array['a','en','is','o','us','el','ing','er','ation','ly'])[1 + (rank / 100) % 10]
             || case when rank < 1000 then '' else (array['','ba','ke','li','mo','nu','ra','se','ti','vo','du','fa','ge',
                  'hi','jo','ku','la','me','ni','po'])[1 + rank / 1000] end as word
      from generate_series(0, $1::int - 1) rank`

const DOCUMENTS = `
  with home as (select s.id from spaces s where s.kind = 'personal' order by s.id limit 1)
  insert into documents (id, space_id, kind, title, title_folded, page_count)
    select uuidv7(), home.id, 'notebook', t.title, lower(t.title), $2
      from home, generate_series(1, $1::int) n,
           lateral (select 'Notebook ' || n || ' ' || (select word from made_words where rank = n % 1000) as title) t`

const PAGES = `
  insert into pages (id, space_id, document_id, position, version, width, height, draw_status, ocr_status)
    select uuidv7(), d.space_id, d.id, n, sha256((d.id::text || n)::bytea), 1404, 1872, 'drawn', 'completed'
      from documents d, generate_series(0, $1::int - 1) n
     where d.title like 'Notebook %'`

/** Their files do not exist; by a renderer newer than ours, so that upkeep does not try to draw them again. */
const DRAWINGS = `
  insert into drawings (page_id, space_id, version, renderer_version, svg_sha256, png_sha256, thumbnail_sha256, width, height)
    select id, space_id, version, 1000000, version, version, version, width, height from pages`

/** Word n is met about once in n words: the exponential of an even draw is such a distribution. */
const BODY_TEXTS = `
  create temporary table bodies on commit drop as
    select body, array_to_string(words, ' ') as text, search_vector(words, array['english_stem']) as search
      from (
        select body, array_agg(word) as words
          from (
            select body, floor(exp(random() * ln($3::int)))::int - 1 as rank
              from generate_series(0, $1::int - 1) body, generate_series(1, $2::int)
          ) drawn join made_words using (rank)
         group by body
      ) b`

const TEXTS = `
  insert into page_texts (page_id, space_id, document_id, version, text, lines, search)
    select p.id, p.space_id, p.document_id, p.version, b.text || ' ' || string_agg(w.word, ' '), '[]',
           b.search || string_agg(quote_literal(w.word) || ':1A', ' ')::tsvector
      from (select p.*, row_number() over (order by id) as number from pages p where ocr_status = 'completed') p
      join bodies b on b.body = p.number % $3::int
      join lateral (
        select floor(random() * $2::int)::int + 0 * p.number as rank from generate_series(1, $1::int)
      ) drawn on true
      join made_words w using (rank)
     group by p.id, p.space_id, p.document_id, p.version, b.body, b.text, b.search`

const SPACE_WORDS = `
  insert into space_words (space_id, word, is_stem)
    select s.id, w.word, false from spaces s, made_words w where s.kind = 'personal'
    union
    select s.id, stem, true from spaces s, made_words w, unnest(word_stems(w.word, array['english_stem'])) stem
     where s.kind = 'personal'
    on conflict do nothing`
