-- Database contexts, people, sessions and spaces.
--
-- A transaction says who it works for by three settings, made by the kernel and valid in it alone:
-- kinfolio.context (person | sign-in | share-link | job | sweep), kinfolio.user_id and kinfolio.space_id.
-- Without them every policy below shows nothing: a forgotten context fails closed.

create extension if not exists pg_trgm;
create extension if not exists unaccent;

-- Functions that must see more than their caller belong to this role, which nobody can sign in as and
-- which has policies of its own. Nothing relies on BYPASSRLS or on a superuser. Roles belong to the whole
-- cluster, so another database may have made them, at this very moment even.
do $$
begin
  create role kinfolio_definer nologin;
exception when duplicate_object or unique_violation then null;
end $$;
do $$
begin
  create role kinfolio_runtime nologin;
exception when duplicate_object or unique_violation then null;
end $$;
do $$
begin
  execute format('grant kinfolio_definer to %I', current_user);
  execute format('grant kinfolio_runtime to %I', current_user);
exception when unique_violation then null;
end $$;

grant usage on schema public to kinfolio_runtime, kinfolio_definer;
grant create on schema public to kinfolio_definer;

create function context_kind() returns text
  language sql stable parallel safe
  as $$ select nullif(current_setting('kinfolio.context', true), '') $$;

create function my_user_id() returns uuid
  language sql stable parallel safe
  as $$ select nullif(current_setting('kinfolio.user_id', true), '')::uuid $$;

create function my_space_id() returns uuid
  language sql stable parallel safe
  as $$ select nullif(current_setting('kinfolio.space_id', true), '')::uuid $$;

create table users (
  id uuid primary key,
  email text not null,
  name text not null,
  -- Null for who signs in by passkey or by another service alone.
  password_hash text,
  email_verified_at timestamptz,
  created_at timestamptz not null default now()
);
create unique index users_email_key on users (lower(email));

create table sessions (
  id uuid primary key,
  user_id uuid not null references users on delete cascade,
  user_agent text not null,
  address text not null,
  created_at timestamptz not null default now(),
  last_used_at timestamptz not null default now(),
  -- When the person last proved who they are: what is critical asks for it anew.
  proved_at timestamptz,
  expires_at timestamptz not null,
  ended_at timestamptz,
  ended_because text
);
create index sessions_user_idx on sessions (user_id, created_at);

-- Each refresh token works once. The chain of one session is its family: a token used twice ends them all.
create table refresh_tokens (
  token_sha256 bytea primary key,
  session_id uuid not null references sessions on delete cascade,
  user_id uuid not null references users on delete cascade,
  created_at timestamptz not null default now(),
  used_at timestamptz,
  replaced_by bytea
);
create index refresh_tokens_session_idx on refresh_tokens (session_id);

-- Failed sign-ins by account and by address, so that several server processes count together.
-- The key is a hash: the table must not become a list of who tried to sign in.
create table sign_in_attempts (
  key_sha256 bytea primary key,
  failures int not null,
  window_started_at timestamptz not null default now()
);

create table spaces (
  id uuid primary key,
  kind text not null check (kind in ('personal', 'family')),
  name text not null,
  created_at timestamptz not null default now()
);

create table members (
  space_id uuid not null references spaces on delete cascade,
  user_id uuid not null references users on delete cascade,
  role text not null check (role in ('owner', 'admin', 'member', 'view_only')),
  joined_at timestamptz not null default now(),
  primary key (user_id, space_id)
);
create index members_space_idx on members (space_id);

-- The spaces that the current context may touch. Content policies say `space_id in (select my_spaces())`.
create function my_spaces() returns setof uuid
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select m.space_id from members m
      where context_kind() = 'person' and m.user_id = my_user_id()
        and (my_space_id() is null or m.space_id = my_space_id())
    union all
    select my_space_id() where context_kind() = 'job' and my_space_id() is not null
    union all
    select s.id from spaces s where context_kind() = 'sweep'
  $$;

alter table users enable row level security;
alter table users force row level security;
create policy own_row on users using (id = my_user_id());
create policy created_at_sign_up on users for insert with check (context_kind() = 'sign-in');

alter table sessions enable row level security;
alter table sessions force row level security;
create policy own_rows on sessions using (user_id = my_user_id() and context_kind() = 'person');
create policy swept on sessions using (context_kind() = 'sweep');

alter table refresh_tokens enable row level security;
alter table refresh_tokens force row level security;
create policy own_rows on refresh_tokens using (user_id = my_user_id() and context_kind() = 'person');
create policy swept on refresh_tokens using (context_kind() = 'sweep');

alter table sign_in_attempts enable row level security;
alter table sign_in_attempts force row level security;
create policy while_signing_in on sign_in_attempts using (context_kind() in ('sign-in', 'sweep'));

alter table spaces enable row level security;
alter table spaces force row level security;
create policy of_my_spaces on spaces using (id in (select my_spaces()));
create policy created_at_sign_up on spaces for insert with check (context_kind() = 'sign-in');

alter table members enable row level security;
alter table members force row level security;
create policy of_my_spaces on members using (space_id in (select my_spaces()));
create policy created_at_sign_up on members for insert with check (context_kind() = 'sign-in');

create policy definer on users to kinfolio_definer using (true);
create policy definer on sessions to kinfolio_definer using (true);
create policy definer on refresh_tokens to kinfolio_definer using (true);
create policy definer on spaces to kinfolio_definer using (true);
create policy definer on members to kinfolio_definer using (true);

-- Sign-in look-ups: one row by an exact key, only while signing in.
create function sign_in_account(given_email text)
  returns table (user_id uuid, email text, name text, password_hash text)
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select u.id, u.email, u.name, u.password_hash from users u
      where context_kind() = 'sign-in' and lower(u.email) = lower(given_email)
  $$;

create function sign_in_refresh_token(given_sha256 bytea)
  returns table (user_id uuid, session_id uuid)
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select t.user_id, t.session_id from refresh_tokens t
      where context_kind() = 'sign-in' and t.token_sha256 = given_sha256
  $$;

create function sign_in_is_set_up() returns boolean
  language sql stable security definer set search_path = public, pg_temp
  as $$ select exists (select from users) $$;

alter function my_spaces() owner to kinfolio_definer;
alter function sign_in_account(text) owner to kinfolio_definer;
alter function sign_in_refresh_token(bytea) owner to kinfolio_definer;
alter function sign_in_is_set_up() owner to kinfolio_definer;

grant select, insert, update, delete on users, sessions, refresh_tokens, sign_in_attempts, spaces, members
  to kinfolio_runtime;
grant select on users, sessions, refresh_tokens, spaces, members to kinfolio_definer;
