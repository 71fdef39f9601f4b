# What shell tests share: TAP.  Source it after setting TOP, or from tests/t:
#
#	. "$(dirname "$0")/../lib.sh"
#	ok "what it is" COMMAND...		passes when COMMAND succeeds
#	same "what it is" GOT WANTED
#	wait_while SECONDS COMMAND...		until COMMAND fails
#	finish
TOP=${TOP:-$(cd "$(dirname "$0")/../.." && pwd)}
OUT=${OUT:-$TOP/build}
MSGCTL=${MSGCTL:-$OUT/msgctl}
export OUT MSGCTL
tests=0 failures=0

ok() {
	tests=$((tests + 1))
	ok_what=$1; shift
	if ok_output=$("$@" 2>&1); then
		echo "ok $tests - $ok_what"
	else
		failures=$((failures + 1))
		echo "not ok $tests - $ok_what"
		printf '%s\n' "$ok_output" | sed 's/^/# /'
	fi
}

same_texts() {
	[ "$1" = "$2" ] || { printf 'got    %s\nwanted %s\n' "$1" "$2"; false; }
}
same() { ok "$1" same_texts "$2" "$3"; }

# has TEXT PART: PART stands in TEXT.
has() { case $1 in *"$2"*) ;; *) echo "$1"; false ;; esac; }

wait_while() {
	turns=$(($1 * 50)); shift
	while "$@"; do
		turns=$((turns - 1))
		[ $turns -gt 0 ] || { echo "waited in vain: $*"; return 1; }
		sleep 0.02
	done
}

finish() {
	echo "1..$tests"
	[ $failures = 0 ]
	exit
}
