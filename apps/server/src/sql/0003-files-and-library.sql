-- References to stored bytes, and the library: collections, documents, pages and their current text.

-- The same bytes in two spaces are two rows: a hash never stands in for the bytes, and nobody learns
-- from it that somebody else has the file.
create table stored_files (
  space_id uuid not null references spaces on delete cascade,
  sha256 bytea not null check (octet_length(sha256) = 32),
  size_bytes bigint not null,
  created_at timestamptz not null default now(),
  primary key (space_id, sha256)
);
-- For the sweep, which asks for hashes of no space in particular.
create index stored_files_sha256_idx on stored_files (sha256);

create table collections (
  id uuid primary key,
  space_id uuid not null references spaces on delete cascade,
  parent_id uuid references collections,
  kind text not null default 'folder' check (kind in ('folder', 'memory_book', 'thread')),
  title text not null,
  source_uuid uuid,
  -- Title, parent and trash as the tablet last told them: only what the tablet itself changes since then is
  -- taken over, so that a folder renamed or moved here keeps its new name and place.
  tablet jsonb not null default '{}',
  trashed_at timestamptz,
  -- The folder whose way to the trash took this along; restoring that one restores this too.
  trashed_with uuid references collections,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index collections_space_idx on collections (space_id, parent_id);
create unique index collections_source_key on collections (space_id, source_uuid);

create table documents (
  id uuid primary key,
  space_id uuid not null references spaces on delete cascade,
  collection_id uuid references collections,
  kind text not null check (kind in ('notebook', 'pdf', 'epub', 'scan')),
  title text not null,
  -- The title as search compares it: lower case, without accents.
  title_folded text not null,
  -- The tablet's id. Without one, identity is the folder and the bytes of the whole file.
  source_uuid uuid,
  identity_sha256 bytea,
  -- The file that pages are made from: a PDF, an EPUB or a picture; null for a notebook.
  source_sha256 bytea,
  source_kind text check (source_kind in ('pdf', 'epub', 'picture')),
  page_count int not null default 0,
  cover_page_id uuid,
  tags text[] not null default '{}',
  -- What the tablet last told: title, parent and trash as for collections, and what has no column of its own.
  tablet jsonb not null default '{}',
  -- What could not be understood of the tablet's files; of the source file in a column of its own, since the
  -- two are found out at different times.
  problems text[] not null default '{}',
  source_problem text,
  trashed_at timestamptz,
  trashed_with uuid references collections,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  foreign key (space_id, source_sha256) references stored_files
);
create index documents_space_idx on documents (space_id, updated_at desc, id desc);
create index documents_collection_idx on documents (space_id, collection_id, updated_at desc, id desc);
create unique index documents_source_key on documents (space_id, source_uuid);
create unique index documents_identity_key on documents (space_id, collection_id, identity_sha256)
  nulls not distinct where source_uuid is null and identity_sha256 is not null;
create index documents_title_idx on documents using gin (title_folded gin_trgm_ops);

-- Every file as it was handed in, under the name it came with.
create table document_files (
  document_id uuid not null references documents on delete cascade,
  space_id uuid not null,
  path text not null,
  sha256 bytea not null,
  received_at timestamptz not null default now(),
  -- False once a newer file took its place; the bytes stay.
  is_current boolean not null default true,
  primary key (document_id, path, sha256),
  foreign key (space_id, sha256) references stored_files
);
create index document_files_space_idx on document_files (space_id, document_id);

-- Files that were handed in and belong to no document: archives beside what was in them, folders' own files,
-- and everything that could not be understood, with the reason.
create table kept_files (
  id uuid primary key,
  space_id uuid not null references spaces on delete cascade,
  path text not null,
  sha256 bytea not null,
  role text not null check (role in ('set-aside', 'archive', 'collection', 'template')),
  reason text not null,
  received_at timestamptz not null default now(),
  foreign key (space_id, sha256) references stored_files
);
create unique index kept_files_once_key on kept_files (space_id, path, sha256);

create table pages (
  id uuid primary key,
  space_id uuid not null references spaces on delete cascade,
  document_id uuid not null references documents on delete cascade,
  position int not null,
  source_uuid text,
  -- SHA-256 over everything that changes the picture.
  version bytea not null check (octet_length(version) = 32),
  ink_sha256 bytea,
  layers_sha256 bytea,
  -- Which page of the document's source lies under the ink, from 0.
  source_page int,
  template text,
  -- Other files that change the picture: [{"role": "highlights" | "image", "name", "sha256"}].
  extras jsonb not null default '[]',
  width real not null,
  height real not null,
  draw_status text not null default 'pending' check (draw_status in ('pending', 'drawn', 'failed')),
  ocr_status text not null default 'pending'
    check (ocr_status in ('pending', 'processing', 'completed', 'failed', 'pending_quota', 'skipped')),
  is_blank boolean not null default false,
  is_orphan boolean not null default false,
  -- What could not be understood or drawn, and why it is not read.
  problems text[] not null default '{}',
  reading_problem text,
  -- A page that the notebook no longer lists is kept and hidden.
  removed_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  foreign key (space_id, ink_sha256) references stored_files,
  foreign key (space_id, layers_sha256) references stored_files
);
create index pages_document_idx on pages (space_id, document_id, position) where removed_at is null;
create unique index pages_source_key on pages (document_id, source_uuid);
create index pages_pending_idx on pages (space_id) where ocr_status in ('pending', 'processing');

create table drawings (
  page_id uuid not null references pages on delete cascade,
  space_id uuid not null references spaces on delete cascade,
  version bytea not null,
  renderer_version int not null,
  svg_sha256 bytea not null,
  png_sha256 bytea not null,
  thumbnail_sha256 bytea not null,
  width real not null,
  height real not null,
  created_at timestamptz not null default now(),
  primary key (page_id, version, renderer_version),
  foreign key (space_id, svg_sha256) references stored_files,
  foreign key (space_id, png_sha256) references stored_files,
  foreign key (space_id, thumbnail_sha256) references stored_files
);
create index drawings_space_idx on drawings (space_id);

create table readings (
  id uuid primary key,
  space_id uuid not null references spaces on delete cascade,
  page_id uuid not null references pages on delete cascade,
  version bytea not null,
  engine text not null,
  engine_version text not null,
  origin text not null check (origin in ('engine', 'person', 'file')),
  outcome text not null check (outcome in ('read', 'blank', 'unreadable')),
  -- Counts readings of one version by one engine: asking again on purpose is a new run, a retried job is not.
  run int not null default 0,
  text text not null,
  lines jsonb not null,
  language text,
  confidence real,
  cost jsonb,
  created_by uuid references users on delete set null,
  created_at timestamptz not null default now()
);
create unique index readings_once_key on readings (page_id, version, engine, engine_version, run)
  where origin = 'engine';
create index readings_page_idx on readings (space_id, page_id, created_at desc);

-- The text a page shows and search finds: the newest reading merged with what was typed or printed.
create table page_texts (
  page_id uuid primary key references pages on delete cascade,
  space_id uuid not null references spaces on delete cascade,
  document_id uuid not null references documents on delete cascade,
  version bytea not null,
  reading_id uuid references readings,
  text text not null,
  lines jsonb not null,
  language text,
  confidence real,
  search tsvector not null,
  updated_at timestamptz not null default now()
);
-- Kept in the row: ranking reads it for hundreds of rows, and fetching each from beside the table costs four times as much.
alter table page_texts alter column search set storage main;
create index page_texts_space_idx on page_texts (space_id, document_id);
create index page_texts_search_idx on page_texts using gin (search);

-- Every word of a space, folded, to know which words of a search occur at all and to find what was meant by a
-- misspelled one. Stems tell that another form of a word occurs; nobody is shown one.
create table space_words (
  space_id uuid not null references spaces on delete cascade,
  word text collate "C" not null,
  is_stem boolean not null,
  primary key (space_id, word, is_stem)
);
create index space_words_trgm_idx on space_words using gin (word gin_trgm_ops) where not is_stem;

-- The stems of a folded word in some of the languages below, without those that are the word itself.
create function word_stems(folded text, stemmers text[]) returns text[]
  language sql stable parallel safe
  as $$
    select coalesce(array_agg(distinct stem), '{}')
      from unnest(stemmers) stemmer, unnest(ts_lexize(stemmer::regdictionary, folded)) stem
     where stem <> folded
  $$;

-- What search finds of a text: each folded word at its place (weight A) and its stems at the same place (weight D),
-- so that phrases work and words as written rank before their other forms. Only the first 16,383 places count.
create function search_vector(folded_words text[], stemmers text[]) returns tsvector
  language sql stable parallel safe
  as $$
    with words as (
      select word, least(place, 16383) as place from unnest(folded_words) with ordinality as w (word, place)
    ), stems as (
      select word, unnest(word_stems(word, stemmers)) as stem from (select distinct word from words) d
    ), lexemes as (
      select word as lexeme, place, 'A' as weight from words
      union all
      select s.stem, w.place, 'D' from words w join stems s using (word)
    )
    select coalesce(string_agg(quote_literal(lexeme) || ':' || place || weight, ' '), '')::tsvector from lexemes
  $$;

-- Search. Matching operators are not leakproof, so under row-level security PostgreSQL would apply the policy to every
-- row before it asks the index. These functions run as kinfolio_definer instead and check membership themselves, once.

-- What a space knows of the words of a search: their stems, whether they occur, and what they may have been meant for.
create function search_vocabulary(for_space uuid, words text[], prefix text, stemmers text[])
  returns table (word text, stems text[], is_known boolean, similar_words text[], completions text[])
  language plpgsql stable security definer
  set search_path = public, pg_temp set plan_cache_mode = force_custom_plan
  as $$
  #variable_conflict error
  declare
    -- Above every word that begins with the prefix, in the byte order of the column.
    beyond text := prefix || U&'\+10FFFF';
    asked text;
    forms text[];
    known boolean;
  begin
    if not exists (select from my_spaces() s where s = for_space) then return; end if;
    foreach asked in array words loop
      forms := word_stems(asked, stemmers);
      known := exists (
          select from space_words k where k.space_id = for_space and k.word = any(forms || asked))
        or (asked = prefix and exists (
          select from space_words k
           where k.space_id = for_space and k.word >= prefix and k.word < beyond and not k.is_stem));
      word := asked;
      stems := forms;
      is_known := known;
      similar_words := case when known then '{}' else array(
        select k.word::text from space_words k
         where k.space_id = for_space and not k.is_stem and k.word % asked
           and similarity(k.word, asked) >= 0.35 and abs(length(k.word) - length(asked)) <= 3
         order by similarity(k.word, asked) desc, k.word limit 3) end;
      -- A short beginning is that of so many words that the index would be read half; the first few stand for them.
      completions := case when asked = prefix and length(prefix) < 4 then array(
        select k.word::text from space_words k
         where k.space_id = for_space and k.word >= prefix and k.word < beyond and not k.is_stem
         order by k.word limit 16) else '{}' end;
      return next;
    end loop;
  end $$;

-- Documents that match, best first, each with its best pages. At most `candidates_max` pages are ranked, so that a word
-- on every page costs no more than one on many. A page counts by its words, a title by their likeness.
create function search_documents(
    for_space uuid, page_query tsquery, title_words text[], title_query text, title_pattern text, excluded_words text[],
    in_collections uuid[], in_document uuid, since timestamptz, before timestamptz,
    candidates_max int, pages_max int, skipped int, wanted int)
  returns table (document_id uuid, page_ids uuid[], page_ranks real[], total_pages int, best_rank real,
    name_match boolean, name_score real, total_documents int)
  language plpgsql stable security definer
  set search_path = public, pg_temp set plan_cache_mode = force_custom_plan
  as $$
  #variable_conflict use_column
  begin
    if not exists (select from my_spaces() s where s = for_space) then return; end if;
    return query
    with found as materialized (
      select t.document_id, t.page_id, t.search
        from page_texts t
        join pages p on p.id = t.page_id and p.removed_at is null
        join documents d on d.id = t.document_id and d.trashed_at is null
       where t.space_id = for_space and t.search @@ page_query
         and (in_document is null or t.document_id = in_document)
         and (in_collections is null or d.collection_id = any(in_collections))
         and (since is null or d.updated_at >= since) and (before is null or d.updated_at < before)
       limit candidates_max
    ), ranked as (
      select f.document_id, f.page_id, ts_rank('{0.1, 0.2, 0.4, 1.0}', f.search, page_query, 1 | 32) as rank from found f
    ), by_document as (
      select r.document_id, count(*)::int as pages, max(r.rank) as best,
             (array_agg(r.page_id order by r.rank desc, r.page_id))[1:pages_max] as ids,
             (array_agg(r.rank order by r.rank desc, r.page_id))[1:pages_max] as ranks
        from ranked r group by r.document_id
    ), likely as (
      -- Only conditions that the trigram index answers, the cheap one first. A likeness costs more than the rest of the
      -- search, so it is worked out for a bounded number of titles, those with every word before the others.
      select c.id, c.is_match, word_similarity(title_query, c.title_folded) as score from (
        select d.id, d.title_folded,
               not exists (select from unnest(title_words) w where position(w in d.title_folded) = 0) as is_match
          from documents d
         where d.space_id = for_space and d.trashed_at is null and title_query <> ''
           and (d.title_folded like title_pattern or d.title_folded %> title_query)
           and not exists (select from unnest(excluded_words) w where position(w in d.title_folded) > 0)
           and (in_document is null or d.id = in_document)
           and (in_collections is null or d.collection_id = any(in_collections))
           and (since is null or d.updated_at >= since) and (before is null or d.updated_at < before)
         order by is_match desc
         limit candidates_max) c
    ), titles as (
      select l.id, l.score, l.is_match from likely l where l.is_match or l.score >= 0.6
    )
    select coalesce(b.document_id, t.id), coalesce(b.ids, '{}'), coalesce(b.ranks, '{}'), coalesce(b.pages, 0),
           coalesce(b.best, 0)::real, coalesce(t.is_match, false), coalesce(t.score, 0)::real, (count(*) over ())::int
      from by_document b full join titles t on t.id = b.document_id
     order by coalesce(b.best, 0) + case when t.is_match then 1 else 0 end + coalesce(t.score, 0) / 2 desc,
              coalesce(b.document_id, t.id) desc
     offset skipped limit wanted;
  end $$;

alter function search_vocabulary(uuid, text[], text, text[]) owner to kinfolio_definer;
alter function search_documents(uuid, tsquery, text[], text, text, text[], uuid[], uuid, timestamptz, timestamptz,
  int, int, int, int) owner to kinfolio_definer;

create table reader_settings (
  space_id uuid primary key references spaces on delete cascade,
  engine text not null,
  model text not null,
  base_url text,
  languages text[] not null,
  names text[] not null,
  -- What the service charges, where somebody said.
  usd_per_million_input_tokens double precision,
  usd_per_million_output_tokens double precision,
  usd_per_thousand_pictures double precision,
  sealed_key bytea,
  key_hint text,
  updated_by uuid references users on delete set null,
  updated_at timestamptz not null default now()
);

-- Which of these hashes no row of any space names: every other row that names one refers to a stored file. Refuses
-- instead of answering to another context, where rows that merely cannot be seen would look like none.
create function unnamed_hashes(given bytea[]) returns setof bytea
  language plpgsql stable security definer set search_path = public, pg_temp
  as $$
  begin
    if context_kind() is distinct from 'sweep' then
      raise exception 'only the sweep asks which bytes nobody names' using errcode = 'insufficient_privilege';
    end if;
    return query
      select hash from unnest(given) as hash where not exists (select from stored_files f where f.sha256 = hash);
  end $$;
alter function unnamed_hashes(bytea[]) owner to kinfolio_definer;

do $$
declare
  content_table text;
begin
  foreach content_table in array array['stored_files', 'collections', 'documents', 'document_files', 'kept_files', 'pages',
      'drawings', 'readings', 'page_texts', 'space_words', 'reader_settings'] loop
    execute format('alter table %I enable row level security', content_table);
    execute format('alter table %I force row level security', content_table);
    execute format('create policy of_my_spaces on %I using (space_id in (select my_spaces()))', content_table);
    execute format('create policy definer on %I to kinfolio_definer using (true)', content_table);
    execute format('grant select, insert, update, delete on %I to kinfolio_runtime', content_table);
    execute format('grant select on %I to kinfolio_definer', content_table);
  end loop;
end $$;
