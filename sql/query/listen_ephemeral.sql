-- Hear of words to one user (lib/notice.h).
LISTEN msgcgi_ephemeral
