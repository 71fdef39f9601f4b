-- Numbers must not begin again after a crash: a program whose clock was ahead
-- goes on with the last id's time, and would give the same ids once more.
ALTER SEQUENCE message_number SET LOGGED;
