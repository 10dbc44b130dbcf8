-- Passkeys, and accounts at other services that a person signs in by.

create table passkeys (
  id uuid primary key,
  user_id uuid not null references users on delete cascade,
  -- As browsers write it: base64url.
  credential_id text not null unique,
  -- What the authenticator knows the person by; the same for all passkeys of one person.
  user_handle bytea not null,
  -- COSE.
  public_key bytea not null,
  counter bigint not null,
  transports text[] not null,
  name text not null,
  is_synced boolean not null,
  -- Made by who registered by mail: it lets nobody in before the link of the mail was followed.
  is_pending boolean not null default false,
  created_at timestamptz not null,
  last_used_at timestamptz
);
create index passkeys_user_idx on passkeys (user_id, created_at);

-- What was asked of a browser and not answered yet. Kept as a hash, taken out by whoever answers.
create table webauthn_challenges (
  challenge_sha256 bytea primary key,
  purpose text not null check (purpose in ('add', 'newcomer', 'sign-in', 'second-factor', 'proof')),
  -- Whose challenge it is; null while nobody is known.
  user_id uuid references users on delete cascade,
  -- What belongs to it besides: a newcomer's name and address, or the pending sign-in.
  about jsonb,
  expires_at timestamptz not null
);
create index webauthn_challenges_expires_idx on webauthn_challenges (expires_at);

-- Who a person is at another service. The pair is the identity: an e-mail address never is.
create table identities (
  id uuid primary key,
  user_id uuid not null references users on delete cascade,
  issuer text not null,
  subject text not null,
  -- What the service called the person when it was linked, to tell two accounts apart.
  label text not null,
  created_at timestamptz not null,
  last_used_at timestamptz,
  constraint identities_subject_key unique (issuer, subject)
);
create index identities_user_idx on identities (user_id, created_at);

-- Sign-ins that are away at another service. Both secrets are kept as hashes and taken out by whoever comes back.
create table oidc_journeys (
  state_sha256 bytea primary key,
  -- The cookie of the browser that left: nobody else may come back in its place.
  browser_sha256 bytea not null,
  provider text not null,
  -- Who links an account from the settings; null for who signs in.
  user_id uuid references users on delete cascade,
  invitation text,
  next text,
  expires_at timestamptz not null
);
create index oidc_journeys_expires_idx on oidc_journeys (expires_at);

alter table passkeys enable row level security;
alter table passkeys force row level security;
create policy own_rows on passkeys using (user_id = my_user_id() and context_kind() = 'person');
create policy created_at_sign_up on passkeys for insert with check (context_kind() = 'sign-in');
create policy swept on passkeys using (context_kind() = 'sweep');
create policy definer on passkeys to kinfolio_definer using (true);

alter table identities enable row level security;
alter table identities force row level security;
create policy own_rows on identities using (user_id = my_user_id() and context_kind() = 'person');
create policy created_at_sign_up on identities for insert with check (context_kind() = 'sign-in');
create policy swept on identities using (context_kind() = 'sweep');
create policy definer on identities to kinfolio_definer using (true);

alter table webauthn_challenges enable row level security;
alter table webauthn_challenges force row level security;
create policy while_signing_in on webauthn_challenges using (context_kind() in ('sign-in', 'sweep'));

alter table oidc_journeys enable row level security;
alter table oidc_journeys force row level security;
create policy while_signing_in on oidc_journeys using (context_kind() in ('sign-in', 'sweep'));

create function sign_in_passkey(given_credential_id text) returns uuid
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select p.user_id from passkeys p where context_kind() = 'sign-in' and p.credential_id = given_credential_id
      and not p.is_pending
  $$;

create function sign_in_identity(given_issuer text, given_subject text) returns uuid
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select i.user_id from identities i
      where context_kind() = 'sign-in' and i.issuer = given_issuer and i.subject = given_subject
  $$;

alter function sign_in_passkey(text) owner to kinfolio_definer;
alter function sign_in_identity(text, text) owner to kinfolio_definer;

grant select, insert, update, delete on passkeys, webauthn_challenges, identities, oidc_journeys to kinfolio_runtime;
grant select on passkeys, identities to kinfolio_definer;
