-- Hear of who is typing (lib/notice.h).
LISTEN msgcgi_typing
