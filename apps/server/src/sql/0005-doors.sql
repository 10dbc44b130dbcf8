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

-- Codes of an authenticator app. The secret is sealed; it counts once a code has confirmed that the app has it.
create table totp_secrets (
  user_id uuid primary key references users on delete cascade,
  secret bytea not null,
  -- The last 30-second step a code was taken of: none of it or before is taken again.
  last_step bigint,
  created_at timestamptz not null default now(),
  confirmed_at timestamptz
);

create table recovery_codes (
  user_id uuid not null references users on delete cascade,
  code_sha256 bytea not null,
  used_at timestamptz,
  primary key (user_id, code_sha256)
);

alter table totp_secrets enable row level security;
alter table totp_secrets force row level security;
create policy own_rows on totp_secrets using (user_id = my_user_id() and context_kind() = 'person');

alter table recovery_codes enable row level security;
alter table recovery_codes force row level security;
create policy own_rows on recovery_codes using (user_id = my_user_id() and context_kind() = 'person');

grant select, insert, update, delete on totp_secrets, recovery_codes to kinfolio_runtime;

-- What is over is forgotten after a while.
create index sessions_expires_idx on sessions (expires_at);
create index refresh_tokens_used_idx on refresh_tokens (used_at) where used_at is not null;
