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

create table jobs (
  id uuid primary key,
  space_id uuid references spaces on delete cascade,
  on_behalf_of uuid references users,
  parent_id uuid references jobs on delete cascade,
  document_id uuid,
  page_id uuid,
  kind text not null,
  title text not null,
  payload jsonb not null,
  state text not null default 'waiting' check (state in ('waiting', 'running', 'done', 'failed', 'cancelled')),
  progress_done int not null default 0,
  progress_total int not null default 1,
  progress_unit text not null default 'steps' check (progress_unit in ('pages', 'files', 'bytes', 'steps')),
  attempts int not null default 0,
  max_attempts int not null default 5,
  error text,
  next_attempt_at timestamptz,
  -- Which worker runs it and until when it counts as alive; a sweeper frees what a killed one held.
  worker_id uuid,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  finished_at timestamptz
);
create index jobs_space_idx on jobs (space_id, created_at desc) where parent_id is null;
create index jobs_parent_idx on jobs (parent_id, created_at) where parent_id is not null;
create index jobs_running_idx on jobs (worker_id) where state = 'running';
create index jobs_waiting_idx on jobs (created_at) where state = 'waiting';
create index jobs_page_idx on jobs (page_id) where page_id is not null and state in ('waiting', 'running');

create table worker_heartbeats (
  worker_id uuid primary key,
  beat_at timestamptz not null default now()
);

alter table user_event_counters enable row level security;
alter table user_event_counters force row level security;
create policy own_row on user_event_counters for select using (user_id = my_user_id());
create policy swept on user_event_counters using (context_kind() = 'sweep');

alter table user_events enable row level security;
alter table user_events force row level security;
-- Membership is checked again when events are replayed: who left a space learns nothing more of it.
create policy own_rows on user_events for select
  using (user_id = my_user_id() and (space_id is null or space_id in (select my_spaces())));
create policy swept on user_events using (context_kind() = 'sweep');

alter table jobs enable row level security;
alter table jobs force row level security;
create policy of_my_spaces on jobs using (space_id in (select my_spaces()));
create policy swept on jobs using (context_kind() = 'sweep');

alter table worker_heartbeats enable row level security;
alter table worker_heartbeats force row level security;
create policy swept on worker_heartbeats using (context_kind() = 'sweep');

create policy definer on user_event_counters to kinfolio_definer using (true) with check (true);
create policy definer on user_events to kinfolio_definer using (true) with check (true);

-- Appends events to the logs of all members of a space. Counters are locked in person-id order and this
-- comes last in its transaction, so that two writers cannot wait for each other. Answers each person's newest seq.
create function append_events(for_space_id uuid, for_device_id uuid, kinds text[], event_ids jsonb[])
  returns table (user_id uuid, seq bigint)
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  #variable_conflict use_column
  declare
    person uuid;
    last_seq bigint;
    amount int := cardinality(kinds);
  begin
    if not exists (select from my_spaces() s where s = for_space_id) then
      raise exception 'events for a space outside this context' using errcode = 'insufficient_privilege';
    end if;
    for person in select m.user_id from members m where m.space_id = for_space_id order by m.user_id loop
      insert into user_event_counters as c (user_id, seq) values (person, amount)
        on conflict (user_id) do update set seq = c.seq + amount
        returning c.seq into last_seq;
      insert into user_events (user_id, seq, space_id, target_device_id, kind, ids)
        select person, last_seq - amount + n, for_space_id, for_device_id, kinds[n], event_ids[n]
          from generate_series(1, amount) n;
      user_id := person;
      seq := last_seq;
      return next;
    end loop;
  end $$;
alter function append_events(uuid, uuid, text[], jsonb[]) owner to kinfolio_definer;

grant select on user_event_counters, user_events to kinfolio_runtime;
grant update, delete on user_event_counters, user_events to kinfolio_runtime;
grant select, insert, update, delete on jobs, worker_heartbeats to kinfolio_runtime;
grant select, insert, update on user_event_counters, user_events to kinfolio_definer;

-- graphile-worker's tables belong to the migrating role and deny everybody else, so these two belong to it
-- as well. They can do one thing each: add or remove the trigger of a job row that the caller can see.
create function enqueue_job(job_id uuid, task text, due_at timestamptz, job_priority int) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  begin
    perform graphile_worker.add_job(task, json_build_object('job_id', job_id), run_at => due_at,
      max_attempts => 1, job_key => job_id::text, priority => job_priority, job_key_mode => 'replace');
  end $$;

create function dequeue_job(job_id uuid) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  begin
    perform graphile_worker.remove_job(job_id::text);
  end $$;
