-- Plans, what spaces have used of them, and what is set aside for work that has begun.

-- Rows of whoever runs the server, who may change them and add others. Null is without limit.
create table plans (
  id text primary key check (id ~ '^[a-z][a-z0-9-]{0,59}$'),
  title text not null,
  position int not null,
  pages_read int check (pages_read >= 0),
  -- Whether the reader that runs on the server itself counts as well.
  offline_reader_counts boolean not null default true,
  narrated_minutes int check (narrated_minutes >= 0),
  stored_bytes bigint check (stored_bytes >= 0),
  members int check (members >= 1)
);
insert into plans (id, title, position, pages_read, narrated_minutes, stored_bytes, members) values
  ('free', 'Free', 1, 30, 60, 5000000000, 6),
  ('pro', 'Pro', 2, 500, 1200, 100000000000, 12),
  ('enterprise', 'Enterprise', 3, null, null, null, null),
  ('unlimited', 'Unlimited', 4, null, null, null, null);
grant select on plans to kinfolio_runtime, kinfolio_definer;

-- Null is the plan that the server is configured to give, and its time zone.
alter table spaces add plan_id text references plans on update cascade on delete set null,
  add time_zone text;

create table quota_usage (
  space_id uuid not null references spaces on delete cascade,
  kind text not null check (kind in ('pages_read', 'narrated_minutes', 'stored_bytes', 'members')),
  -- The first day of the month in the space's time zone; the year 1 for what has no period.
  period_start date not null,
  used bigint not null default 0 check (used >= 0),
  reserved bigint not null default 0 check (reserved >= 0),
  -- Whether nine tenths, or the end, were told in this period.
  told_percent int not null default 0 check (told_percent in (0, 90, 100)),
  primary key (space_id, kind, period_start)
);

-- What a job may use: written before the work, gone with its outcome. A job that runs again finds its own.
create table quota_reservations (
  -- No reference: whatever happens to the job, what was set aside for it is counted back first.
  job_id uuid not null,
  -- What it is for: of a reading, the page.
  item_id uuid not null,
  space_id uuid not null references spaces on delete cascade,
  kind text not null,
  period_start date not null,
  amount bigint not null check (amount > 0),
  created_at timestamptz not null default now(),
  primary key (job_id, item_id, kind)
);
create index quota_reservations_space_idx on quota_reservations (space_id);

-- How many pages of an import a reader may still be asked about.
create table reading_allowances (
  batch_id uuid primary key references jobs on delete cascade,
  space_id uuid not null references spaces on delete cascade,
  left_pages int not null check (left_pages >= 0)
);
create index reading_allowances_space_idx on reading_allowances (space_id);

do $$
declare
  quota_table text;
begin
  foreach quota_table in array array['quota_usage', 'quota_reservations', 'reading_allowances'] loop
    execute format('alter table %I enable row level security', quota_table);
    execute format('alter table %I force row level security', quota_table);
    execute format('create policy of_my_spaces on %I using (space_id in (select my_spaces()))', quota_table);
    execute format('grant select, insert, update, delete on %I to kinfolio_runtime', quota_table);
  end loop;
end $$;
create policy definer on quota_usage to kinfolio_definer using (true) with check (true);
grant select, insert, update on quota_usage to kinfolio_definer;

create index pages_waiting_idx on pages (space_id, id) where ocr_status = 'pending_quota' and removed_at is null;

-- Stored bytes are counted where the rows are written, so that no way in or out is forgotten.
create function count_stored_bytes() returns trigger
  language plpgsql security definer set search_path = public, pg_temp
  as $$
  begin
    if tg_op = 'INSERT' then
      insert into quota_usage as u (space_id, kind, period_start, used)
        select space_id, 'stored_bytes', '0001-01-01', sum(size_bytes) from changed group by space_id
        on conflict (space_id, kind, period_start) do update set used = u.used + excluded.used;
    else
      -- Of a space that goes as a whole nothing is left to count.
      update quota_usage u set used = greatest(0, u.used - gone.bytes)
        from (select space_id, sum(size_bytes) as bytes from changed group by space_id) gone
        where u.space_id = gone.space_id and u.kind = 'stored_bytes';
    end if;
    return null;
  end $$;
alter function count_stored_bytes() owner to kinfolio_definer;
create trigger stored_files_added after insert on stored_files
  referencing new table as changed for each statement execute function count_stored_bytes();
create trigger stored_files_gone after delete on stored_files
  referencing old table as changed for each statement execute function count_stored_bytes();

-- What is stored already, in the context that sees all spaces: the policies hold for the owner of the tables as well.
select set_config('kinfolio.context', 'sweep', true);
insert into quota_usage (space_id, kind, period_start, used)
  select space_id, 'stored_bytes', '0001-01-01', sum(size_bytes) from stored_files group by space_id;
select set_config('kinfolio.context', '', true);

-- Who joins is no member yet and sees nothing of the space: how many it has, and its plan, one space at a time and with
-- the door held until the end of the transaction, so that two who come at once do not both take the last place.
create function members_for_joining(of_space uuid) returns table (used bigint, plan_id text)
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  begin
    perform pg_advisory_xact_lock(4857010, hashtext(of_space::text));
    return query
      select (select count(*) from members m where m.space_id = of_space), s.plan_id
        from spaces s where s.id = of_space;
  end $$;
alter function members_for_joining(uuid) owner to kinfolio_definer;
