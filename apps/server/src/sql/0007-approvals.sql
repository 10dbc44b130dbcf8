-- Keys of devices, sign-ins of devices without a keyboard, and sign-ins that another device approves.

-- The public keys of one device: it signs with one, and others encrypt for it with the other. Bound to the session that
-- registered it; its end or another sign-in on the same device binds it anew.
create table device_keys (
  id uuid primary key,
  user_id uuid not null references users on delete cascade,
  session_id uuid not null references sessions on delete cascade,
  signing jsonb not null,
  -- RFC 7638, base64url.
  signing_thumbprint text not null,
  agreement jsonb,
  created_at timestamptz not null,
  last_used_at timestamptz not null,
  revoked_at timestamptz
);
create unique index device_keys_thumbprint_key on device_keys (signing_thumbprint);
-- A session is signed by one key: a second one beside it would be a thief's.
create unique index device_keys_session_key on device_keys (session_id) where revoked_at is null;
create index device_keys_user_idx on device_keys (user_id);

-- Signatures of requests that were used: each works once. Kept until they would be too old anyway.
create table used_proofs (
  user_id uuid not null references users on delete cascade,
  proof_sha256 bytea not null,
  expires_at timestamptz not null,
  primary key (user_id, proof_sha256)
);
create index used_proofs_expires_idx on used_proofs (expires_at);

-- RFC 8628: a device shows the short code and keeps the long one; a signed-in person lets it in.
create table device_codes (
  id uuid primary key,
  device_code_sha256 bytea not null,
  user_code_sha256 bytea not null,
  client_name text not null,
  user_agent text not null,
  address text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  last_asked_at timestamptz,
  -- Seconds the device has to leave between two questions; grows when it does not.
  interval_s int not null,
  -- Who answered; null while it waits.
  user_id uuid references users on delete cascade,
  outcome text check (outcome in ('allowed', 'denied')),
  used_at timestamptz
);
create unique index device_codes_device_code_key on device_codes (device_code_sha256);
create unique index device_codes_user_code_key on device_codes (user_code_sha256) where outcome is null;
create index device_codes_expires_idx on device_codes (expires_at);

alter table device_keys enable row level security;
alter table device_keys force row level security;
create policy own_rows on device_keys using (user_id = my_user_id() and context_kind() = 'person');

alter table used_proofs enable row level security;
alter table used_proofs force row level security;
create policy own_rows on used_proofs using (user_id = my_user_id() and context_kind() = 'person');
create policy swept on used_proofs using (context_kind() = 'sweep');

alter table device_codes enable row level security;
alter table device_codes force row level security;
-- Nobody's until somebody answers: looked up by the hash of a code, while signing in.
create policy while_signing_in on device_codes using (context_kind() in ('sign-in', 'sweep'));
create policy own_rows on device_codes using (user_id = my_user_id() and context_kind() = 'person');

grant select, insert, update, delete on device_keys, used_proofs, device_codes to kinfolio_runtime;

-- Sign-ins that ask the person's other devices; the id is that of the pending sign-in, which ends with the answer.
create table sign_in_approvals (
  id uuid primary key,
  user_id uuid not null references users on delete cascade,
  -- Shown on the screen that asks, typed on the one that approves.
  number text not null,
  nonce text not null,
  wrong_numbers int not null default 0,
  address text not null,
  user_agent text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  outcome text check (outcome in ('approved', 'denied', 'cancelled')),
  settled_at timestamptz,
  settled_by_session uuid references sessions on delete set null
);
create index sign_in_approvals_user_idx on sign_in_approvals (user_id, created_at);
create index sign_in_approvals_created_idx on sign_in_approvals (created_at);

alter table sign_in_approvals enable row level security;
alter table sign_in_approvals force row level security;
create policy own_rows on sign_in_approvals using (user_id = my_user_id() and context_kind() = 'person');
create policy swept on sign_in_approvals using (context_kind() = 'sweep');

grant select, insert, update, delete on sign_in_approvals to kinfolio_runtime;

-- Whether a sign-in somewhere new waits until another device approves it.
alter table users add column asks_another_device boolean not null default false;
