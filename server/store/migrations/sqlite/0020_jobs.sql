-- Background jobs. A job that waits for a later time is a waiting one with a `run_at` in the future.

CREATE TABLE jobs (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    -- 1 waiting, 2 active, 3 completed, 4 failed, 5 waiting for children.
    state INTEGER NOT NULL,
    -- Smaller goes first; 0 is none.
    priority INTEGER NOT NULL,
    -- JSON.
    data TEXT NOT NULL,
    parent_id INTEGER REFERENCES jobs (id) ON DELETE SET NULL,
    -- Children that have not ended.
    children_left INTEGER NOT NULL,
    -- Whether the failure of this child fails its parent.
    fails_parent INTEGER NOT NULL,
    attempts_made INTEGER NOT NULL,
    attempts_allowed INTEGER NOT NULL,
    -- How often a worker vanished in the middle of it.
    lost INTEGER NOT NULL,
    run_at INTEGER NOT NULL,
    progress INTEGER NOT NULL,
    error TEXT,
    created_at INTEGER NOT NULL,
    processed_at INTEGER,
    finished_at INTEGER,
    -- Counts the workers that took it: an older one has no say any more.
    fence INTEGER NOT NULL,
    node TEXT,
    lease_until INTEGER,
    cancel_asked INTEGER NOT NULL,
    -- Name and interval (ms) of a job that comes back; only the next run has it.
    repeat_key TEXT UNIQUE,
    repeat_every INTEGER
) STRICT;

CREATE INDEX jobs_due ON jobs (state, kind, priority, id);
CREATE INDEX jobs_leases ON jobs (state, lease_until);
CREATE INDEX jobs_by_time ON jobs (created_at);
CREATE INDEX jobs_by_parent ON jobs (parent_id);
CREATE INDEX jobs_ended ON jobs (state, kind, finished_at);
