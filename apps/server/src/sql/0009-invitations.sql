-- Invitations into a space, and what members may know of each other.

create table invitations (
  id uuid primary key,
  space_id uuid not null references spaces on delete cascade,
  kind text not null check (kind in ('link', 'code', 'mail')),
  -- Owners are made by handing over, never by inviting.
  role text not null check (role in ('admin', 'member', 'view_only')),
  email text,
  -- SHA-256 of the link's token or of the code. Null for mail until it is sent: its secret is made at that moment.
  secret_sha256 bytea unique,
  invited_by uuid references users on delete set null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  uses int not null default 0,
  uses_max int not null,
  -- Wrong codes that anybody tried anywhere while this one was open: a code dies of too many.
  wrong_guesses int not null default 0,
  revoked_at timestamptz,
  check (uses between 0 and uses_max),
  check ((kind = 'mail') = (email is not null))
);
create index invitations_space_idx on invitations (space_id, id desc);
create index invitations_expiry_idx on invitations (expires_at);

-- Who used an invitation: accepting it once more is no second use, and is answered the same.
create table invitation_uses (
  invitation_id uuid not null references invitations on delete cascade,
  space_id uuid not null references spaces on delete cascade,
  user_id uuid not null references users on delete cascade,
  used_at timestamptz not null default now(),
  primary key (invitation_id, user_id)
);
create index invitation_uses_user_idx on invitation_uses (user_id);

alter table invitations enable row level security;
alter table invitations force row level security;
create policy of_my_spaces on invitations using (space_id in (select my_spaces()));
create policy definer on invitations to kinfolio_definer using (true) with check (true);

alter table invitation_uses enable row level security;
alter table invitation_uses force row level security;
create policy of_my_spaces on invitation_uses using (space_id in (select my_spaces()));
create policy definer on invitation_uses to kinfolio_definer using (true) with check (true);

-- One invitation by its exact secret, only while signing in: what is told before accepting, and what is judged.
-- With it, whether this person is in the space, or was let in by it before.
create function sign_in_invitation(given_sha256 bytea, given_user_id uuid)
  returns table (id uuid, space_id uuid, kind text, role text, expires_at timestamptz, uses int, uses_max int,
    wrong_guesses int, revoked_at timestamptz, space_name text, invited_by text, is_member boolean, was_used boolean)
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select i.id, i.space_id, i.kind, i.role, i.expires_at, i.uses, i.uses_max, i.wrong_guesses, i.revoked_at,
        s.name, u.name,
        exists (select from members m where m.space_id = i.space_id and m.user_id = given_user_id),
        exists (select from invitation_uses n where n.invitation_id = i.id and n.user_id = given_user_id)
      from invitations i join spaces s on s.id = i.space_id left join users u on u.id = i.invited_by
      where context_kind() = 'sign-in' and i.secret_sha256 = given_sha256
  $$;
alter function sign_in_invitation(bytea, uuid) owner to kinfolio_definer;

-- The same, locked until the transaction ends, so that the last use of an invitation is used once; the space is locked
-- as well, as by everything that changes who is in it.
create function sign_in_lock_invitation(given_sha256 bytea) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  begin
    if context_kind() is distinct from 'sign-in' then
      raise exception 'invitations are accepted while signing in' using errcode = 'insufficient_privilege';
    end if;
    perform from invitations i join spaces s on s.id = i.space_id
      where i.secret_sha256 = given_sha256 for no key update of i, s;
  end $$;
alter function sign_in_lock_invitation(bytea) owner to kinfolio_definer;

-- Somebody tried a code that is none: every open code is closer to its end.
create function sign_in_wrong_code(at timestamptz) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  begin
    if context_kind() is distinct from 'sign-in' then
      raise exception 'codes are tried while signing in' using errcode = 'insufficient_privilege';
    end if;
    update invitations i set wrong_guesses = i.wrong_guesses + 1
      where i.id in (select o.id from invitations o
        where o.kind = 'code' and o.revoked_at is null and o.expires_at > at and o.uses < o.uses_max
        order by o.id for no key update);
  end $$;
alter function sign_in_wrong_code(timestamptz) owner to kinfolio_definer;

-- Whether no invitation of the whole server has this secret: codes are short, and two families may throw the same.
create function is_free_invitation_secret(given_sha256 bytea) returns boolean
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select context_kind() = 'person' and not exists (select from invitations i where i.secret_sha256 = given_sha256)
  $$;
alter function is_free_invitation_secret(bytea) owner to kinfolio_definer;

-- What the members of a space may know of each other, and nobody else: whole rows of people stay closed.
create function members_of(given_space_id uuid)
  returns table (user_id uuid, name text, email text, role text, joined_at timestamptz)
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select m.user_id, u.name, u.email, m.role, m.joined_at
      from members m join users u on u.id = m.user_id
      where m.space_id = given_space_id and given_space_id in (select my_spaces())
  $$;
alter function members_of(uuid) owner to kinfolio_definer;

grant select, insert, update, delete on invitations, invitation_uses to kinfolio_runtime;
grant select, update on invitations to kinfolio_definer;
grant select on invitation_uses to kinfolio_definer;
grant update on spaces to kinfolio_definer;
