-- Sign-ins that have proved one thing and wait for another.

create table pending_sign_ins (
  -- Named to the person's other devices, who may be asked; whoever began it holds a secret instead.
  id uuid primary key,
  token_sha256 bytea not null unique,
  user_id uuid not null references users on delete cascade,
  address text not null,
  user_agent text not null,
  methods text[] not null,
  attempts int not null default 0,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  -- It ends the wait once.
  completed_at timestamptz
);
create index pending_sign_ins_user_idx on pending_sign_ins (user_id, created_at);
create index pending_sign_ins_expires_idx on pending_sign_ins (expires_at);

alter table pending_sign_ins enable row level security;
alter table pending_sign_ins force row level security;
create policy own_rows on pending_sign_ins using (user_id = my_user_id() and context_kind() = 'person');
create policy swept on pending_sign_ins using (context_kind() = 'sweep');
create policy definer on pending_sign_ins to kinfolio_definer using (true);

create function sign_in_pending(given_sha256 bytea)
  returns table (user_id uuid, id uuid)
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select p.user_id, p.id from pending_sign_ins p
      where context_kind() = 'sign-in' and p.token_sha256 = given_sha256
  $$;
alter function sign_in_pending(bytea) owner to kinfolio_definer;

grant select, insert, update, delete on pending_sign_ins to kinfolio_runtime;
grant select on pending_sign_ins to kinfolio_definer;
