# Starting and stopping PostgreSQL and web servers: what bin/run and the
# tests/with-* scripts share.  Sourced, not run; POSIX shell.
#
# Everything is started in a session of its own (so that Ctrl-C at a terminal
# reaches only the script, which then stops things in order) and stopped by
# that session's number.  Started by root, PostgreSQL becomes $DB_USER and the
# web server's workers and the program become $WEB_USER.
#
# The caller sets TOP, the root of the source tree.

PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
OUT=${OUT:-$TOP/build}
case $OUT in /*) ;; *) OUT=$TOP/$OUT ;; esac

fail() { echo "${0##*/}: $*" >&2; exit 1; }

# Who runs what.  $1: the name wanted, or nobody's.
some_user() { id -un "$1" 2>/dev/null || echo nobody; }
if [ "$(id -u)" = 0 ]; then
	DB_USER=$(some_user postgres) WEB_USER=$(some_user www-data)
else
	DB_USER=$(id -un) WEB_USER=$DB_USER
fi
WEB_GROUP=$(id -gn "$WEB_USER")

# as USER COMMAND...: run it as USER, in /, which everybody can read.
as() {
	as_user=$1; shift
	if [ "$(id -un)" = "$as_user" ]; then
		(cd / && exec "$@")
	else
		(cd / && exec setpriv --reuid "$as_user" \
		    --regid "$(id -g "$as_user")" --init-groups -- "$@")
	fi
}

# folder USER MODE PATH: make it, for USER.
folder() {
	mkdir -p "$3" && chmod "$2" "$3" || fail "cannot make $3"
	[ "$(id -u)" != 0 ] || chown "$1:" "$3"
}

# short_folder WISH: WISH when the path of a Unix socket (at most 107 bytes)
# fits below it and needs no quotes, else a fresh folder under /tmp.
short_folder() {
	if [ ${#1} -le 80 ] &&
	    [ -z "$(printf %s "$1" | tr -d 'A-Za-z0-9/._-')" ]; then
		mkdir -p "$1" && echo "$1"
	else
		mktemp -d /tmp/msgcgi.XXXXXX
	fi
}

# secret_file PATH: a master secret that the program alone can read.
secret_file() {
	[ ! -s "$1" ] || return 0
	(umask 077; od -An -vtx1 -N32 /dev/urandom | tr -d ' \n' >"$1") ||
	    fail "cannot write $1"
	[ "$(id -u)" != 0 ] || chown "$WEB_USER:" "$1"
}

port_taken() {
	awk -v port="$(printf ':%04X' "$1")" '
	    $4 == "0A" && $2 ~ (port "$") { found = 1 }
	    END { exit !found }' /proc/net/tcp /proc/net/tcp6 2>/dev/null
}

# free_port: one that nobody listens on, below those of outgoing connections.
free_port() {
	while port=$(shuf -i 20000-32000 -n 1); port_taken "$port"; do :; done
	echo "$port"
}

# wait_while SECONDS COMMAND...: until COMMAND fails; status 1 if it never did.
wait_while() {
	turns=$(($1 * 50)); shift
	while "$@"; do
		turns=$((turns - 1))
		[ $turns -gt 0 ] || return 1
		sleep 0.02
	done
}

# alive PID: and not merely waiting to be reaped.
alive() {
	case $(sed 's/.*) //' "/proc/$1/stat" 2>/dev/null) in
	''|[ZX]*) false ;;
	esac
}

session_lives() { pgrep -s "$1" -r D,R,S,T,t >/dev/null; }

# session_stop SESSION SECONDS: ask its first process, then all, then insist.
session_stop() {
	[ -n "$1" ] || return 0
	kill -TERM "$1" 2>/dev/null
	wait_while 1 alive "$1"
	pkill -TERM -s "$1"
	wait_while "$2" session_lives "$1" || pkill -KILL -s "$1"
	wait "$1" 2>/dev/null
	:
}

# ------------------------------------------------------------- PostgreSQL

pg_find() {
	# tests/check-postgresql names other majors'.
	PG_BIN=${MSG_TEST_PG_BIN:-$(ls -d /usr/lib/postgresql/*/bin \
	    2>/dev/null | sort -V | tail -1)}
	[ -z "$MSG_TEST_PG_BIN" ] || [ -x "$PG_BIN/initdb" ] ||
	    fail "there is no initdb in MSG_TEST_PG_BIN, $PG_BIN"
	[ -x "$PG_BIN/initdb" ] || PG_BIN=$(pg_config --bindir 2>/dev/null)
	[ -x "$PG_BIN/initdb" ] || PG_BIN=$(dirname "$(command -v initdb)")
	[ -x "$PG_BIN/initdb" ] ||
	    fail "no PostgreSQL server found (initdb): install postgresql"
}

# pg_create DATA [INITDB-OPTION...]: a new cluster; its superuser, postgres,
# is only for us.
pg_create() {
	pg_find
	data=$1; shift
	as "$DB_USER" env LC_ALL=C "$PG_BIN/initdb" -D "$data" -U postgres \
	    --locale=C --encoding=UTF8 -A "${PG_AUTH:-trust}" "$@" >"$data.log" 2>&1 || {
		cat "$data.log" >&2
		fail "initdb failed"
	}
}

# pg_start DATA SOCKETS LOG [-c NAME=VALUE...]: only a Unix socket, no TCP.
pg_start() {
	pg_find
	data=$1 sockets=$2 log=$3; shift 3
	as "$DB_USER" env LC_ALL=C "$PG_BIN/pg_ctl" start -w -s -t 60 \
	    -D "$data" -l "$log" -o "-k '$sockets' -c listen_addresses= $*" \
	    >/dev/null || {
		tail -n 20 "$log" >&2
		fail "PostgreSQL does not start (its log: $log)"
	}
}

pg_runs() { as "$DB_USER" "$PG_BIN/pg_ctl" status -D "$1" >/dev/null 2>&1; }

# pg_stop DATA [MODE]
pg_stop() {
	pg_find
	as "$DB_USER" "$PG_BIN/pg_ctl" stop -w -s -t 60 -D "$1" -m "${2:-fast}"
}

# Some packages of the server come without psql.
super() {
	psql=$PG_BIN/psql
	[ -x "$psql" ] || psql=psql
	"$psql" -X -q -At -v ON_ERROR_STOP=1 -U postgres "$@"
}

# pg_roles SOCKETS [OPTIONS]: the owner of the tables, and the program's role.
pg_roles() {
	super -h "$1" -d postgres >/dev/null <<-SQL || fail "cannot make roles"
	DO \$\$ BEGIN
	IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'msgcgi') THEN
		CREATE ROLE msgcgi LOGIN;
	END IF;
	IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'msgcgi_owner') THEN
		CREATE ROLE msgcgi_owner LOGIN $2;
	END IF;
	END \$\$;
	SQL
}

# pg_database SOCKETS NAME: make it, unless it is there.
pg_database() {
	[ -z "$(super -h "$1" -d postgres -c \
	    "SELECT 1 FROM pg_database WHERE datname = '$2'")" ] || return 0
	super -h "$1" -d postgres -c "CREATE DATABASE \"$2\" OWNER msgcgi_owner" \
	    >/dev/null && super -h "$1" -d "$2" -c \
	    "REVOKE ALL ON SCHEMA public FROM PUBLIC;
	     ALTER SCHEMA public OWNER TO msgcgi_owner;
	     GRANT USAGE ON SCHEMA public TO msgcgi" >/dev/null ||
	    fail "cannot make the database $2"
}

# ------------------------------------------------------------- Web servers

# web_stage RUN: when the workers' user cannot read the source tree, give it
# copies of the program and of httpd-conf.  Sets WEB_PROGRAM and WEB_CONF.
web_stage() {
	[ "$WEB_PROGRAM" != "$1/msg.fcgi" ] || return 0	# staged already
	WEB_PROGRAM=${WEB_PROGRAM:-$OUT/msg.fcgi} WEB_CONF=$TOP/httpd-conf
	[ -x "$WEB_PROGRAM" ] || fail "there is no $WEB_PROGRAM: run make"
	if ! as "$WEB_USER" test -x "$WEB_PROGRAM" ||
	    ! as "$WEB_USER" test -r "$WEB_CONF/errors/404.html"; then
		cp -f "$WEB_PROGRAM" "$1/msg.fcgi" &&
		    cp -rf "$WEB_CONF" "$TOP/bin/msg-workers" "$1/" &&
		    chmod -R a+rX "$1/httpd-conf" "$1/msg-workers" &&
		    chmod 755 "$1/msg.fcgi" || fail "cannot write to $1"
		WEB_PROGRAM=$1/msg.fcgi WEB_CONF=$1/httpd-conf
		WEB_WORKERS=$1/msg-workers
	fi
	WEB_WORKERS=${WEB_WORKERS:-$TOP/bin/msg-workers}
}

# web_settings FILE: the program's settings as a file, for Apache, which hands
# its programs no environment.
web_settings() {
	(umask 077; env | sed -n 's/^MSG_\([A-Z_]*\)=/\1=/p' | awk -F= '
	    $1 !~ /^(CONF|URL|ORG|APP|CLIENT_.*|APP_TOKEN|ROOM|GROUP|API_KEY|USER|USER_.*|PASSWORD|AUTH_TOKEN|IMKIT_.*|ROCKETCHAT_.*|TEST_.*|ADMIN_DSN|MOUNT)$/ {
		name = tolower($1); sub(/^[^=]*=/, ""); print name " = " $0
	    }' >"$1") || fail "cannot write $1"
	[ "$(id -u)" != 0 ] || chown "$WEB_USER:" "$1"
}

# web_start SERVER RUN LOG: SERVER is lighttpd, apache-proxy, apache-fcgid or
# cgi; RUN a folder for sockets that $WEB_USER owns.  Uses WEB_PORT WEB_BIND
# WEB_MOUNT WEB_PROCESSES and the MSG_* settings; sets WEB_PID, WORKERS_PID.
web_start() {
	web_stage "$2"
	WEB_RUN=$2 WEB_APACHE=$1 WEB_LIVE=$2/live.sock
	export WEB_PROGRAM WEB_WORKERS WEB_CONF WEB_RUN WEB_PORT WEB_BIND WEB_MOUNT \
	    WEB_PROCESSES WEB_USER WEB_GROUP WEB_APACHE WEB_LIVE
	case $1 in
	lighttpd)
		command -v lighttpd >/dev/null || fail "install lighttpd"
		session_start "$3" lighttpd -D -f "$WEB_CONF/lighttpd.conf"
		WEB_PID=$SESSION
		return ;;
	apache-proxy)
		rm -f "$2/msg.sock"
		session_start "$3" as "$WEB_USER" spawn-fcgi -n \
		    -s "$2/msg.sock" -M 0660 -- \
		    "$WEB_WORKERS" "$WEB_PROCESSES" "$WEB_PROGRAM"
		WORKERS_PID=$SESSION ;;
	cgi)
		WEB_CGI_BIN=$2/cgi-bin
		mkdir -p "$WEB_CGI_BIN"
		cp -f "$WEB_PROGRAM" "$WEB_CGI_BIN/msg.cgi"
		export WEB_CGI_BIN ;;
	esac
	WEB_ROOT=${WEB_ROOT:-$2/www}
	mkdir -p "$WEB_ROOT"
	web_settings "$2/msgcgi.conf"
	MSG_CONF=$2/msgcgi.conf
	WEB_MODULES=$(ls -d /usr/lib/apache2/modules /usr/lib64/httpd/modules \
	    2>/dev/null | head -1)
	httpd=$(command -v apache2 || command -v httpd) || fail "install apache2"
	ln -sf "$3" "$2/error.log"
	export WEB_MODULES WEB_ROOT
	session_start "$3" env MSG_CONF="$MSG_CONF" "$httpd" -DFOREGROUND \
	    -f "$WEB_CONF/apache-server.conf"
	WEB_PID=$SESSION
}

# session_start LOG COMMAND...: in a session of its own; sets SESSION.
session_start() {
	session_log=$1; shift
	if [ "$1" = as ]; then
		session_user=$2; shift 2
		[ "$session_user" = "$(id -un)" ] || set -- setpriv \
		    --reuid "$session_user" --regid "$(id -g "$session_user")" \
		    --init-groups -- "$@"
	fi
	(cd / && exec setsid "$@") </dev/null >>"$session_log" 2>&1 &
	SESSION=$!
}

# web_url: what to put before paths.
web_url() { echo "http://${WEB_BIND}:$WEB_PORT$(web_prefix)"; }
web_prefix() {
	echo "$WEB_MOUNT$([ "$WEB_APACHE" != cgi ] || echo /cgi-bin/msg.cgi)"
}

web_starting() {
	alive "$WEB_PID" && [ "$(curl -s -m 5 -o /dev/null \
	    -w '%{http_code}' "$1/healthz")" != 200 ]
}

# web_wait URL: until /healthz answers 200; status 1 if it does not.
web_wait() { wait_while 20 web_starting "$1" && alive "$WEB_PID"; }

web_stop() {
	session_stop "$WEB_PID" 10
	session_stop "$WORKERS_PID" 10
	WEB_PID= WORKERS_PID=
}

# ------------------------------------------------------------- msg-live

# live_start RUN SOCKET LOG: start msg-live for the web server that WEB_MOUNT and
# WEB_APACHE describe, with the MSG_* settings; RUN as for web_start.  Sets
# LIVE_PID.
live_start() {
	live_program=${LIVE_PROGRAM:-$OUT/msg-live} live_socket=$2
	[ -x "$live_program" ] || fail "there is no $live_program: run make"
	as "$WEB_USER" test -x "$live_program" || {
		install -m 755 "$live_program" "$1/msg-live" ||
		    fail "cannot write to $1"
		live_program=$1/msg-live
	}
	session_start "$3" as "$WEB_USER" env MSG_LIVE_LISTEN="$live_socket" \
	    MSG_MOUNT="$(web_prefix)/" "$live_program"
	LIVE_PID=$SESSION
}

live_starting() {
	alive "$LIVE_PID" && [ "$(curl -s -m 5 -o /dev/null --unix-socket \
	    "$live_socket" -w '%{http_code}' \
	    "http://localhost$(web_prefix)/healthz")" != 200 ]
}

# live_wait: until it answers; status 1 if it does not.
live_wait() { wait_while 20 live_starting && alive "$LIVE_PID"; }

live_stop() {
	session_stop "$LIVE_PID" 10
	LIVE_PID=
}
