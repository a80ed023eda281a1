-- One row a linked user. `version` counts the commits: whoever has seen it has seen everything. `incarnation` tells a
-- user who was removed and linked again from the one before. The lease of the run that works on the mailbox stands in
-- the same row, so that a commit and the loss of the lease cannot pass each other.
CREATE SEQUENCE lupax_m365.incarnations;
CREATE TABLE lupax_m365.users (
  user_key    text PRIMARY KEY,
  tenant_id   text NOT NULL,
  object_id   text NOT NULL,
  incarnation bigint NOT NULL DEFAULT nextval('lupax_m365.incarnations'),
  version     bigint NOT NULL DEFAULT 0,
  -- Removals up to this version are forgotten: who has seen less reads everything again.
  pruned_to   bigint NOT NULL DEFAULT 0,
  -- Id of the last commit, for whoever did not get its answer.
  last_commit text,
  summary     jsonb NOT NULL DEFAULT '{}',
  run_token   text,
  run_id      text,
  run_kind    text,
  run_until   timestamptz,
  run_cut     boolean NOT NULL DEFAULT false,
  run_done    integer NOT NULL DEFAULT 0,
  run_total   integer NOT NULL DEFAULT 0
) WITH (fillfactor = 70);
CREATE INDEX users_runs ON lupax_m365.users (run_until) WHERE run_token IS NOT NULL;

-- `value` is JSON as text: it is read back as it was written, U+0000 in it included, which jsonb refuses. NULL marks a
-- removal, for those who still have the record in memory. `place` keeps the order in which records were added.
CREATE TABLE lupax_m365.records (
  user_key   text NOT NULL,
  collection text NOT NULL,
  key        text NOT NULL,
  value      text,
  version    bigint NOT NULL,
  place      bigint NOT NULL,
  PRIMARY KEY (user_key, collection, key)
);
CREATE INDEX records_versions ON lupax_m365.records (user_key, version);

CREATE TABLE lupax_m365.organizations (
  id     bigint PRIMARY KEY,
  record text NOT NULL
);

-- For rate-limiter-flexible; `expire` is in milliseconds since 1970. Nothing of it outlives a crash of the database.
CREATE UNLOGGED TABLE lupax_m365.limits (
  key    varchar(255) PRIMARY KEY,
  points integer NOT NULL DEFAULT 0,
  expire bigint
);
