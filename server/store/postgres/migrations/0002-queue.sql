-- Which mailboxes are to be worked at: one row a mailbox and lane, however often somebody asked. The keys of
-- `notes` are the notes' texts, so that the same one twice is one.
CREATE TABLE lupax_m365.requests (
  user_key  text NOT NULL,
  lane      text NOT NULL,
  tenant_id text NOT NULL,
  object_id text NOT NULL,
  due_at    timestamptz NOT NULL,
  notes     jsonb NOT NULL,
  tries     integer NOT NULL DEFAULT 0,
  PRIMARY KEY (user_key, lane)
);
CREATE INDEX requests_due ON lupax_m365.requests (lane, due_at);

-- Which mailboxes are being worked at, and what comes again should the process die.
CREATE TABLE lupax_m365.work (
  user_key  text PRIMARY KEY,
  lane      text NOT NULL,
  tenant_id text NOT NULL,
  object_id text NOT NULL,
  notes     jsonb NOT NULL,
  tries     integer NOT NULL,
  token     text NOT NULL,
  until     timestamptz NOT NULL
);

-- When each linked user is looked at next without anybody asking.
CREATE TABLE lupax_m365.polls (
  user_key    text PRIMARY KEY,
  tenant_id   text NOT NULL,
  object_id   text NOT NULL,
  due_at      timestamptz NOT NULL,
  taken_until timestamptz
);
CREATE INDEX polls_due ON lupax_m365.polls (due_at);
