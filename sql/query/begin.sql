-- Begin a transaction.
BEGIN
