-- Hear of messages that were stored (lib/notice.h).
LISTEN msgcgi_message
