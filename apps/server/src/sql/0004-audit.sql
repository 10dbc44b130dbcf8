-- What happened, for those whose it is: who, what, which object, from where, when; never content.

-- Append-only: nobody may change a row, and only the sweep removes old ones.
create table audit_log (
  id uuid primary key,
  at timestamptz not null default now(),
  -- The space it happened in; null for what happened to an account.
  space_id uuid references spaces on delete cascade,
  -- Whose account it happened to, where it is about one.
  user_id uuid references users on delete cascade,
  -- Who did it; null when nobody was signed in, and once their account is gone.
  actor_id uuid references users on delete set null,
  action text not null,
  object_kind text,
  object_id uuid,
  address text not null default '',
  check (space_id is not null or user_id is not null)
);
create index audit_log_space_idx on audit_log (space_id, id desc) where space_id is not null;
create index audit_log_user_idx on audit_log (user_id, id desc) where user_id is not null;
create index audit_log_at_idx on audit_log (at);

alter table audit_log enable row level security;
alter table audit_log force row level security;
create policy read_by_whose_it_is on audit_log for select
  using (user_id = my_user_id() or space_id in (select my_spaces()));
create policy written_by_all on audit_log for insert
  with check (context_kind() in ('sign-in', 'sweep') or user_id = my_user_id() or space_id in (select my_spaces()));
create policy swept on audit_log for delete using (context_kind() = 'sweep');

grant select, insert, delete on audit_log to kinfolio_runtime;
