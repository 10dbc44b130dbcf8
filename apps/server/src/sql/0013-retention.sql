-- The archive: documents that nobody touches leave the lists of the library, where a space chose that.

alter table documents
  add column archived_at timestamptz,
  -- When somebody last looked into it, to the day.
  add column opened_at timestamptz;
create index documents_archive_idx on documents (space_id, updated_at desc, id desc) where archived_at is not null;

-- Null archives nothing by itself.
alter table retention_settings
  add column archive_days int check (archive_days between 7 and 3650);
