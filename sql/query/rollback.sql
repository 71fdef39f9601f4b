-- Leave a failed transaction.
ROLLBACK
