-- What steps left, what actions keep, what was called and the files of a task may hold its secrets: encrypted from now on, like the secrets.

-- SQL has no key, so the old form is not carried over: a task that is in the middle does its steps again, and finds in its ledger what it
-- has done; one that had been called asks anew.
alter table tasks
    drop column state,
    -- Encrypted: {<id>: <output>}; gone when the task ends.
    add column finished_steps bytea,
    -- Encrypted: {<key>: <entry>}; they stay for a retry.
    add column checkpoints bytea;

alter table task_waits
    drop column payload,
    -- Encrypted; gone when the task ends.
    add column payload bytea;

update task_waits set is_current = false where kind = 'callback' and status = 'called';

delete from task_workspaces;

-- A part's content is encrypted; its hash is that of the content in the clear.
truncate task_blobs;
