-- What people are told: notices in the app, mails, and signed webhooks to other servers.

-- Work that has a list of its own, such as a mail: neither the list of jobs nor the members' logs are filled with it.
alter table jobs add column is_quiet boolean not null default false;
drop index jobs_space_idx;
create index jobs_space_idx on jobs (space_id, id desc) where parent_id is null and not is_quiet;

create table notices (
  id uuid primary key,
  user_id uuid not null references users on delete cascade,
  -- Where it leads to; what a space's people were told stays theirs when the space is gone.
  space_id uuid references spaces on delete set null,
  kind text not null,
  -- Ids and single words, never content.
  params jsonb not null,
  -- Which event it tells of: a job that runs twice tells once.
  event_key text not null,
  created_at timestamptz not null default now(),
  read_at timestamptz,
  unique (user_id, event_key)
);
create index notices_user_idx on notices (user_id, id desc);
create index notices_unread_idx on notices (user_id) where read_at is null;
create index notices_created_idx on notices (created_at);
create index notices_space_idx on notices (space_id) where space_id is not null;

-- A person who never chose anything has no row and gets every mail.
create table notice_preferences (
  user_id uuid not null references users on delete cascade,
  topic text not null,
  by_mail boolean not null,
  primary key (user_id, topic)
);

-- Never the rendered words, never a secret: a mail is written at the moment it is sent.
create table mails (
  id uuid primary key,
  -- To a person, or to an address that a space invites.
  user_id uuid references users on delete cascade,
  space_id uuid references spaces on delete cascade,
  address text,
  kind text not null,
  params jsonb not null,
  event_key text not null,
  state text not null default 'waiting' check (state in ('waiting', 'sent', 'failed')),
  attempts int not null default 0,
  error text,
  -- The job that sends it; none while mail is not set up.
  job_id uuid,
  -- After this its link would not hold any more: it is given up unsent.
  expires_at timestamptz,
  created_at timestamptz not null default now(),
  sent_at timestamptz,
  unique nulls not distinct (user_id, event_key),
  check ((user_id is null) = (address is not null)),
  check (user_id is not null or space_id is not null)
);
create index mails_user_idx on mails (user_id, id desc) where user_id is not null;
create index mails_space_idx on mails (space_id, id desc) where user_id is null;
create index mails_waiting_idx on mails (id) where state = 'waiting';
create index mails_created_idx on mails (created_at);

create table webhooks (
  id uuid primary key,
  space_id uuid not null references spaces on delete cascade,
  url text not null,
  kinds text[] not null,
  is_on boolean not null default true,
  off_because text check (off_because in ('person', 'failing', 'gone')),
  -- Sealed for this space and row.
  secret bytea not null,
  old_secret bytea,
  old_secret_until timestamptz,
  failing_since timestamptz,
  last_delivered_at timestamptz,
  created_by uuid references users on delete set null,
  created_at timestamptz not null default now(),
  check (is_on = (off_because is null))
);
create index webhooks_space_idx on webhooks (space_id);

-- One message to one webhook; its id is the message's, the same at every attempt.
create table webhook_deliveries (
  id uuid primary key,
  space_id uuid not null references spaces on delete cascade,
  webhook_id uuid not null references webhooks on delete cascade,
  kind text not null,
  ids jsonb not null,
  state text not null default 'waiting' check (state in ('waiting', 'delivered', 'failed')),
  attempts int not null default 0,
  -- Counts up when somebody sends it again, so that an older job of it does nothing.
  run int not null default 0,
  status int,
  error text,
  took_ms int,
  created_at timestamptz not null default now(),
  next_attempt_at timestamptz,
  finished_at timestamptz
);
create index webhook_deliveries_webhook_idx on webhook_deliveries (webhook_id, id desc);
create index webhook_deliveries_created_idx on webhook_deliveries (created_at);

alter table notices enable row level security;
alter table notices force row level security;
create policy own_rows on notices using (user_id = my_user_id() and context_kind() in ('person', 'job'));
create policy swept on notices using (context_kind() = 'sweep');

alter table notice_preferences enable row level security;
alter table notice_preferences force row level security;
create policy own_rows on notice_preferences using (user_id = my_user_id() and context_kind() = 'person');
create policy swept on notice_preferences using (context_kind() = 'sweep');

alter table mails enable row level security;
alter table mails force row level security;
-- A mail to a person is theirs; one to an address that is invited is its space's.
create policy whose_it_is on mails using (
  (user_id = my_user_id() and context_kind() in ('person', 'job'))
  or (user_id is null and space_id in (select my_spaces())));
create policy swept on mails using (context_kind() = 'sweep');

alter table webhooks enable row level security;
alter table webhooks force row level security;
create policy of_my_spaces on webhooks using (space_id in (select my_spaces()));

alter table webhook_deliveries enable row level security;
alter table webhook_deliveries force row level security;
create policy of_my_spaces on webhook_deliveries using (space_id in (select my_spaces()));

-- How people are called whom one shares a space with.
create function names_of_people(person_ids uuid[]) returns table (user_id uuid, name text)
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select u.id, u.name from users u
      where u.id = any(person_ids) and context_kind() = 'person'
        and exists (select from members mine join members theirs on theirs.space_id = mine.space_id
          where mine.user_id = my_user_id() and theirs.user_id = u.id)
  $$;
alter function names_of_people(uuid[]) owner to kinfolio_definer;

grant select, insert, update, delete on notices, notice_preferences, mails, webhooks, webhook_deliveries
  to kinfolio_runtime;
