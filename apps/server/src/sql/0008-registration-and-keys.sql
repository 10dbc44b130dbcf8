-- Registration, links sent by mail, and API keys.

-- Who registers by mail chooses a password that opens nothing until the link in the mail was followed.
alter table users add column pending_password_hash text;
-- The address a person wants instead of theirs, until they follow the link sent there.
alter table users add column new_email text;

-- Links that prove that somebody reads a mailbox. The secret itself is in the mail alone. A link
-- works for a while and once: who follows it deletes its row.
create table secret_links (
  token_sha256 bytea primary key,
  user_id uuid not null references users on delete cascade,
  purpose text not null check (purpose in ('verify-email', 'reset-password')),
  -- The address it was sent to: it proves nothing about another one.
  email text not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create index secret_links_user_idx on secret_links (user_id);

alter table secret_links enable row level security;
alter table secret_links force row level security;
create policy own_rows on secret_links using (user_id = my_user_id() and context_kind() = 'person');
-- Whoever sends the mail makes the link, for the person it is sent to.
create policy made_by_job on secret_links for insert
  with check (user_id = my_user_id() and context_kind() = 'job');
create policy swept on secret_links using (context_kind() = 'sweep');
create policy definer on secret_links to kinfolio_definer using (true);

create table api_keys (
  id uuid primary key,
  user_id uuid not null references users on delete cascade,
  -- The one space it opens; all of the person's without one.
  space_id uuid references spaces on delete cascade,
  name text not null,
  -- The beginning of the key, to know it again by.
  prefix text not null,
  key_sha256 bytea not null,
  scopes text[] not null check (cardinality(scopes) > 0 and scopes <@ array['read', 'write', 'manage']),
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  last_used_at timestamptz,
  revoked_at timestamptz
);
create unique index api_keys_sha256_key on api_keys (key_sha256);
create index api_keys_user_idx on api_keys (user_id, id desc);
create index api_keys_space_idx on api_keys (space_id) where space_id is not null;

alter table api_keys enable row level security;
alter table api_keys force row level security;
-- A key is its person's alone, also where it opens a space that others share.
create policy own_rows on api_keys using (user_id = my_user_id() and context_kind() = 'person');
create policy swept on api_keys using (context_kind() = 'sweep');
create policy definer on api_keys to kinfolio_definer using (true);

-- A session that a key opened ends with it, and lists keep it apart from the person's own.
alter table sessions add column api_key_id uuid references api_keys on delete cascade;
create index sessions_api_key_idx on sessions (api_key_id) where api_key_id is not null;

-- Who has this address, as far as mail to it is concerned.
create function sign_in_mailbox(given_email text)
  returns table (user_id uuid, email text, is_verified boolean, is_pending boolean)
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select u.id, u.email, u.email_verified_at is not null, u.pending_password_hash is not null
        or exists (select from passkeys p where p.user_id = u.id and p.is_pending) from users u
      where context_kind() = 'sign-in' and lower(u.email) = lower(given_email)
  $$;

create function sign_in_secret_link(given_sha256 bytea)
  returns table (user_id uuid, purpose text)
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select l.user_id, l.purpose from secret_links l
      where context_kind() = 'sign-in' and l.token_sha256 = given_sha256
  $$;

create function sign_in_api_key(given_sha256 bytea)
  returns table (api_key_id uuid, user_id uuid)
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select k.id, k.user_id from api_keys k
      where context_kind() = 'sign-in' and k.key_sha256 = given_sha256
  $$;

alter function sign_in_mailbox(text) owner to kinfolio_definer;
alter function sign_in_secret_link(bytea) owner to kinfolio_definer;
alter function sign_in_api_key(bytea) owner to kinfolio_definer;

grant select, insert, update, delete on secret_links, api_keys to kinfolio_runtime;
grant select on secret_links, api_keys to kinfolio_definer;
