-- What happened (each person's durable log) and what is to be done (jobs).

-- A counter per person, not one identity for all: rows of a shared identity become visible out of order
-- when transactions overlap, and a cursor over it loses events.
create table user_event_counters (
  user_id uuid primary key references users on delete cascade,
  seq bigint not null default 0,
  -- The oldest seq still kept; an older cursor gets a resync.
  oldest_seq bigint not null default 1
) with (fillfactor = 50);

create table user_events (
  user_id uuid not null references users on delete cascade,
  seq bigint not null,
  space_id uuid,
  target_device_id uuid,
  kind text not null,
  ids jsonb not null,
  at timestamptz not null default now(),
  primary key (user_id, seq)
);
create index user_events_at_idx on user_events (at);

-- How far each device has read its person's log.
create table event_cursors (
  user_id uuid not null references users on delete cascade,
  device_id uuid not null,
  seq bigint not null,
  acked_at timestamptz not null default now(),
  primary key (user_id, device_id)
);

create table jobs (
  id uuid primary key,
  space_id uuid references spaces on delete cascade,
  on_behalf_of uuid references users on delete set null,
  parent_id uuid references jobs on delete cascade,
  document_id uuid,
  page_id uuid,
  kind text not null,
  title text not null,
  payload jsonb not null,
  -- A batch has no work of its own: it is over when its parts are.
  is_batch boolean not null default false,
  -- Lower runs first.
  priority int not null default 0,
  state text not null default 'waiting' check (state in ('waiting', 'running', 'done', 'failed', 'cancelled')),
  progress_done int not null default 0,
  progress_total int not null default 1,
  progress_unit text not null default 'steps' check (progress_unit in ('pages', 'files', 'bytes', 'steps')),
  attempts int not null default 0,
  -- Those of the attempts that ended with their worker: they count apart, being hardly the job's fault.
  losses int not null default 0,
  max_attempts int not null default 5,
  error text,
  next_attempt_at timestamptz,
  -- The worker process that runs it; together with `attempts` it says whose run may write the outcome.
  worker_id uuid,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  finished_at timestamptz
);
-- Ids are made in the order of time, so that they are the cursor as well.
create index jobs_space_idx on jobs (space_id, id desc) where parent_id is null;
create index jobs_parent_idx on jobs (parent_id, state, id) where parent_id is not null;
create index jobs_running_idx on jobs (worker_id) where state = 'running';
create index jobs_waiting_idx on jobs (updated_at) where state = 'waiting';
create index jobs_page_idx on jobs (page_id) where page_id is not null and state in ('waiting', 'running');
create index jobs_finished_idx on jobs (finished_at) where finished_at is not null and parent_id is null;

create table worker_heartbeats (
  worker_id uuid primary key,
  -- The name under which graphile-worker locks this process's triggers.
  trigger_pool text,
  beat_at timestamptz not null default now()
);

alter table user_event_counters enable row level security;
alter table user_event_counters force row level security;
create policy own_row on user_event_counters for select using (user_id = my_user_id() and context_kind() = 'person');
create policy swept on user_event_counters using (context_kind() = 'sweep');

alter table user_events enable row level security;
alter table user_events force row level security;
-- Membership is checked again when events are replayed: who left a space learns nothing more of it.
create policy own_rows on user_events for select
  using (user_id = my_user_id() and context_kind() = 'person'
    and (space_id is null or space_id in (select my_spaces())));
create policy swept on user_events using (context_kind() = 'sweep');

alter table event_cursors enable row level security;
alter table event_cursors force row level security;
create policy own_rows on event_cursors using (user_id = my_user_id() and context_kind() = 'person');
create policy swept on event_cursors using (context_kind() = 'sweep');

alter table jobs enable row level security;
alter table jobs force row level security;
-- One policy rather than two, so that a sweep never gathers all spaces to look at one row.
-- Work for one person alone, such as a mail about their account, has no space and is theirs.
create policy of_my_spaces on jobs using (context_kind() = 'sweep' or space_id in (select my_spaces())
  or (space_id is null and on_behalf_of = my_user_id() and context_kind() in ('person', 'job')));

alter table worker_heartbeats enable row level security;
alter table worker_heartbeats force row level security;
create policy swept on worker_heartbeats using (context_kind() = 'sweep');

create policy definer on user_event_counters to kinfolio_definer using (true) with check (true);
create policy definer on user_events to kinfolio_definer using (true) with check (true);

-- Appends events to the logs of all members of a space, and answers each person's newest seq. Counters are locked in
-- person-id order, since an insert takes its rows in the order of its select, and this comes last in its transaction,
-- so that two writers cannot wait for each other.
create function append_events(for_space_id uuid, for_device_id uuid, kinds text[], event_ids jsonb[])
  returns table (user_id uuid, seq bigint)
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  #variable_conflict use_column
  declare
    amount int := cardinality(kinds);
  begin
    if not exists (select from my_spaces() s where s = for_space_id) then
      raise exception 'events for a space outside this context' using errcode = 'insufficient_privilege';
    end if;
    return query
      with grown as (
        insert into user_event_counters as c (user_id, seq)
          select m.user_id, amount from members m where m.space_id = for_space_id order by m.user_id
          on conflict (user_id) do update set seq = c.seq + excluded.seq
          returning c.user_id, c.seq),
      appended as (
        insert into user_events (user_id, seq, space_id, target_device_id, kind, ids)
          select g.user_id, g.seq - amount + n, for_space_id, for_device_id, kinds[n], event_ids[n]
            from grown g cross join generate_series(1, amount) n)
      select g.user_id, g.seq from grown g;
  end $$;
alter function append_events(uuid, uuid, text[], jsonb[]) owner to kinfolio_definer;

-- Appends events to the logs of these people alone: what is about an account, or about a space that somebody has just
-- left. They carry ids only.
create function append_person_events(for_user_ids uuid[], for_device_id uuid, kinds text[], event_ids jsonb[])
  returns table (user_id uuid, seq bigint)
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  #variable_conflict use_column
  declare
    amount int := cardinality(kinds);
  begin
    if context_kind() is null or context_kind() = 'share-link' then
      raise exception 'events outside a context' using errcode = 'insufficient_privilege';
    end if;
    return query
      with grown as (
        insert into user_event_counters as c (user_id, seq)
          select u.id, amount from users u where u.id = any(for_user_ids) order by u.id
          on conflict (user_id) do update set seq = c.seq + excluded.seq
          returning c.user_id, c.seq),
      appended as (
        insert into user_events (user_id, seq, space_id, target_device_id, kind, ids)
          select g.user_id, g.seq - amount + n, null, for_device_id, kinds[n], event_ids[n]
            from grown g cross join generate_series(1, amount) n)
      select g.user_id, g.seq from grown g;
  end $$;
alter function append_person_events(uuid[], uuid, text[], jsonb[]) owner to kinfolio_definer;

-- What follows in the logs of many people, at most so many events of each: for whoever tells all their sockets, which
-- works for no single person. As when a person reads for themselves, who left a space learns nothing more of it.
create function events_after(user_ids uuid[], after_seqs bigint[], at_most int)
  returns table (user_id uuid, seq bigint, target_device_id uuid, kind text, ids jsonb, at timestamptz)
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select e.user_id, e.seq, e.target_device_id, e.kind, e.ids, e.at
      from unnest(user_ids, after_seqs) as reader (user_id, after_seq)
      cross join lateral (
        select * from user_events e
          where e.user_id = reader.user_id and e.seq > reader.after_seq and (e.space_id is null
            or exists (select from members m where m.space_id = e.space_id and m.user_id = e.user_id))
          order by e.seq limit at_most) e
      where context_kind() = 'sweep'
      order by e.user_id, e.seq
  $$;
alter function events_after(uuid[], bigint[], int) owner to kinfolio_definer;

grant select on user_event_counters, user_events to kinfolio_runtime;
grant update, delete on user_event_counters, user_events to kinfolio_runtime;
grant select, insert, update, delete on event_cursors, jobs, worker_heartbeats to kinfolio_runtime;
grant select, insert, update on user_event_counters, user_events to kinfolio_definer;

-- graphile-worker's tables belong to the migrating role and deny everybody else, so these belong to it as well.
-- They add, remove and look at the triggers of job rows that the caller's context can see, and nothing else.

-- Gives waiting jobs their trigger, or a new one in the place of a used or a locked one.
create function enqueue_jobs(job_ids uuid[]) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare
    triggers graphile_worker.job_spec[];
  begin
    select array_agg(row('kinfolio', json_build_object('job_id', j.id), null, j.next_attempt_at, 1, j.id::text,
        j.priority, null)::graphile_worker.job_spec order by j.id)
      into triggers from jobs j where j.id = any(job_ids) and j.state = 'waiting' and not j.is_batch;
    if triggers is not null then
      perform graphile_worker.add_jobs(triggers);
    end if;
  end $$;

create function dequeue_jobs(job_ids uuid[]) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  begin
    perform graphile_worker.remove_job(j.id::text) from jobs j where j.id = any(job_ids);
  end $$;

-- Jobs that are due and that nothing will ever start: their trigger is gone, used up, or locked by nobody who
-- still begins it. A live worker begins what it locked within moments.
create function jobs_without_trigger(unchanged_for interval, at_most int) returns setof uuid
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select j.id from jobs j
      where context_kind() = 'sweep' and j.state = 'waiting' and not j.is_batch
        and j.updated_at < now() - unchanged_for
        and coalesce(j.next_attempt_at, '-infinity') < now() - unchanged_for
        and not exists (select from graphile_worker.jobs t where t.key = j.id::text
          and (t.locked_at > now() - unchanged_for or (t.locked_at is null and t.attempts < t.max_attempts)))
      order by j.updated_at limit at_most
  $$;

-- Removes what a dead worker process had locked; its jobs are given new triggers.
create function clear_triggers(pool text) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare
    left_over bigint[];
  begin
    if context_kind() is distinct from 'sweep' then
      raise exception 'triggers are cleared by the sweep' using errcode = 'insufficient_privilege';
    end if;
    select array_agg(t.id) into left_over from graphile_worker.jobs t where t.locked_by = pool and t.key is null;
    perform graphile_worker.force_unlock_workers(array[pool]);
    perform graphile_worker.complete_jobs(left_over);
  end $$;
