-- Commit it.
COMMIT
