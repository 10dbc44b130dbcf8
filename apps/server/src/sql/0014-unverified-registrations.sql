-- Registrations that nobody has ever verified do not stay for good.

create index secret_links_expires_idx on secret_links (expires_at);
create index users_unverified_idx on users (created_at) where pending_password_hash is not null;

-- Marks them for deletion at once, which erases them as it does with any account: those whose first link was never
-- followed, who have never signed in by anything else, and to whom no link that still works was sent since.
create function give_up_unverified(before timestamptz, moment timestamptz, at_most int) returns int
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare given_up int;
  begin
    if context_kind() is distinct from 'sweep' then
      raise exception 'only the sweep gives registrations up' using errcode = 'insufficient_privilege';
    end if;
    update users set deletes_at = moment where id in (
      select u.id from users u
       where u.pending_password_hash is not null and u.password_hash is null and u.email_verified_at is null
         and u.created_at < before and u.deletes_at is null
         and not exists (select from sessions s where s.user_id = u.id)
         and not exists (select from secret_links l where l.user_id = u.id and l.expires_at > moment)
       order by u.created_at limit at_most for update);
    get diagnostics given_up = row_count;
    return given_up;
  end $$;
grant update (deletes_at) on users to kinfolio_definer;
alter function give_up_unverified(timestamptz, timestamptz, int) owner to kinfolio_definer;
