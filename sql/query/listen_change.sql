-- Hear of messages that were changed (lib/notice.h).
LISTEN msgcgi_change
