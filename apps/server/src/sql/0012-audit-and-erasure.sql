-- What is recorded once a day only, accounts and spaces that are to be deleted, and what becomes of the trash.

-- The day of what is told once a day and person, such as opening a document; null for everything else.
alter table audit_log add column day date;
create unique index audit_log_once_a_day_key on audit_log (actor_id, object_id, action, day) where day is not null;

-- Names for the log: of who did something there, and whom it was about, for those who may see the line.
create function names_in_audit(ids uuid[]) returns table (user_id uuid, name text)
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select u.id, u.name from users u
     where u.id = any(ids) and context_kind() = 'person' and (u.id = my_user_id() or exists (
       select from audit_log a
        where (a.actor_id = u.id or a.user_id = u.id)
          and (a.user_id = my_user_id() or a.space_id in (select my_spaces()))))
  $$;
create index audit_log_actor_idx on audit_log (actor_id) where actor_id is not null;
create policy definer on audit_log to kinfolio_definer using (true);
grant select, update (actor_id, object_id, address) on audit_log to kinfolio_definer;
alter function names_in_audit(uuid[]) owner to kinfolio_definer;

-- When an account that asked for it is deleted; until then its person may still change their mind.
alter table users add column deletes_at timestamptz;
create index users_deletes_idx on users (deletes_at) where deletes_at is not null;
create policy swept on users for select using (context_kind() = 'sweep' and deletes_at is not null);
create policy erased on users for delete using (context_kind() = 'sweep' and deletes_at is not null);

-- The log keeps what happened and forgets who: the one change that is ever made to its rows. Logs of other people's
-- devices forget the name of the person as well.
create function forget_person(person uuid) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  begin
    if context_kind() is distinct from 'sweep' then
      raise exception 'only the sweep forgets people' using errcode = 'insufficient_privilege';
    end if;
    update audit_log set actor_id = null, address = '' where actor_id = person;
    update audit_log set object_id = null where object_id = person;
    update user_events set ids = ids - 'user_id' where ids ->> 'user_id' = person::text;
  end $$;
alter function forget_person(uuid) owner to kinfolio_definer;

-- A space that its owner deleted: nobody sees it from then on, and the owner may bring it back for a time. In a table of
-- its own, nearly always empty, so that asking for somebody's spaces costs as little as before.
create table space_deletions (
  space_id uuid primary key references spaces on delete cascade,
  asked_by uuid references users on delete set null,
  deletes_at timestamptz not null
);

-- As its owner: who migrates may hand functions over to that role, and need not be it.
set local role kinfolio_definer;
create or replace function my_spaces() returns setof uuid
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select m.space_id from members m
      where context_kind() = 'person' and m.user_id = my_user_id()
        and (my_space_id() is null or m.space_id = my_space_id())
        and not exists (select from space_deletions d where d.space_id = m.space_id)
    union all
    select my_space_id() where context_kind() = 'job' and my_space_id() is not null
    union all
    select s.id from spaces s where context_kind() = 'sweep'
  $$;
reset role;

-- The deleted spaces that the person owns.
create function my_deleted_spaces() returns table (id uuid, name text, deletes_at timestamptz)
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select s.id, s.name, d.deletes_at
      from members m join space_deletions d on d.space_id = m.space_id join spaces s on s.id = m.space_id
     where context_kind() = 'person' and m.user_id = my_user_id() and m.role = 'owner'
  $$;

alter table space_deletions enable row level security;
alter table space_deletions force row level security;
create policy swept on space_deletions using (context_kind() = 'sweep');
create policy asked_for on space_deletions for insert with check (space_id in (select my_spaces()));
create policy seen_by_owners on space_deletions for select using (space_id in (select id from my_deleted_spaces()));
create policy taken_back on space_deletions for delete using (space_id in (select id from my_deleted_spaces()));
create policy definer on space_deletions to kinfolio_definer using (true);
grant select on space_deletions to kinfolio_definer;
grant select, insert, update, delete on space_deletions to kinfolio_runtime;
alter function my_deleted_spaces() owner to kinfolio_definer;

-- What a space wants to become of its trash; without a row it is as for every space.
create table retention_settings (
  space_id uuid primary key references spaces on delete cascade,
  -- Null keeps what is in the trash until somebody deletes it.
  trash_days int check (trash_days between 1 and 3650),
  updated_by uuid references users on delete set null,
  updated_at timestamptz not null default now()
);
alter table retention_settings enable row level security;
alter table retention_settings force row level security;
create policy of_my_spaces on retention_settings using (space_id in (select my_spaces()));
grant select, insert, update, delete on retention_settings to kinfolio_runtime;

create index documents_trash_idx on documents (space_id, trashed_at) where trashed_at is not null;
create index collections_trash_idx on collections (space_id, trashed_at) where trashed_at is not null;
-- Deleting asks what else refers to a row, which must not mean reading the whole table.
create index collections_parent_idx on collections (parent_id) where parent_id is not null;
create index collections_trashed_with_idx on collections (trashed_with) where trashed_with is not null;
create index documents_trashed_with_idx on documents (trashed_with) where trashed_with is not null;
create index page_texts_document_idx on page_texts (document_id);
create index page_texts_reading_idx on page_texts (reading_id) where reading_id is not null;
create index documents_source_file_idx on documents using hash (source_sha256);
create index document_files_file_idx on document_files using hash (sha256);
create index kept_files_file_idx on kept_files using hash (sha256);
create index pages_ink_file_idx on pages using hash (ink_sha256);
create index pages_layers_file_idx on pages using hash (layers_sha256);
create index drawings_svg_file_idx on drawings using hash (svg_sha256);
create index drawings_png_file_idx on drawings using hash (png_sha256);
create index drawings_thumbnail_file_idx on drawings using hash (thumbnail_sha256);

-- Bytes that a space has just lost, for the sweep to look at soon: whether another space names them is asked then. It
-- says nothing of whose they were.
create table lost_files (
  sha256 bytea primary key,
  lost_at timestamptz not null default now()
);
alter table lost_files enable row level security;
alter table lost_files force row level security;
create policy swept on lost_files using (context_kind() = 'sweep');
create policy definer on lost_files to kinfolio_definer using (true) with check (true);
grant select, delete on lost_files to kinfolio_runtime;
grant select, insert, update on lost_files to kinfolio_definer;

-- A trigger, so that no way of deleting rows can forget it.
create function note_lost_files() returns trigger
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  begin
    insert into lost_files (sha256) select distinct sha256 from gone order by sha256
      on conflict (sha256) do update set lost_at = now();
    return null;
  end $$;
alter function note_lost_files() owner to kinfolio_definer;
create trigger note_lost_files after delete on stored_files
  referencing old table as gone for each statement execute function note_lost_files();
