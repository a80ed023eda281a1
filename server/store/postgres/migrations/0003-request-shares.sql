-- How much of what an app registration may have in flight at Microsoft is whose: one row a process and app in use, until
-- the process says nothing of itself any more. Nothing of it outlives a crash of the database.
CREATE UNLOGGED TABLE lupax_m365.request_shares (
  app       text NOT NULL,
  process   text NOT NULL,
  in_flight integer NOT NULL,
  until     timestamptz NOT NULL,
  PRIMARY KEY (app, process)
);
