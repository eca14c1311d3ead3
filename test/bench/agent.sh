# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
# What the benchmarks of an agent share. They set $name, source this file from this directory, and find in $root the
# repository, in $work a directory of their own, and pins of their own in $PROCTRACK_PINS. At their end all that they
# started is gone.

# The caller's variables are read here, and the other way round
# shellcheck disable=SC2154,SC2034

root=$(readlink -f ../..)
PROCTRACK_PINS=/sys/fs/bpf/pt-bench-$name
PROCTRACK_JAR=${JAR:-$root/agent/target/proctrack-agent.jar}
export PROCTRACK_PINS PROCTRACK_JAR
tools=$root/test/target/tools
shipped=$root/scripts/exporters
enter=$root/kext/build/proctrack-run
password='correct horse battery'
life=900 # seconds, for whatever is started here
running=

die() {
	echo "$name: $*" >&2
	exit 1
}

# need FILE...
need() {
	for file; do
		[ -e "$file" ] || die "no $file: run scripts/test, which builds it"
	done
	command -v curl >/dev/null || die 'no curl: install it'
}

# The kernel itself lists whom to end: the jobs of our own pins
end() {
	[ ! -e "$PROCTRACK_PINS/records" ] || awk '{print $2}' "$PROCTRACK_PINS/records" | xargs -r kill -9 2>/dev/null || :
	for pid in $running; do
		kill "$pid" 2>/dev/null || :
		wait "$pid" 2>/dev/null || :
	done
	[ ! -e "$PROCTRACK_PINS" ] || "$root/scripts/proctrack" stop --force >/dev/null || :
	rm -rf "$work"
}

work=$(mktemp -d)
trap end EXIT
trap 'exit 1' INT TERM

# until_true SECONDS LOG COMMAND...: shows the end of the log when it was in vain
until_true() {
	left=$(($1 * 10))
	log=$2
	shift 2
	until "$@" >/dev/null 2>&1; do
		left=$((left - 1))
		if [ "$left" -eq 0 ]; then
			tail "$log" >&2
			die "waited in vain for: $*"
		fi
		sleep 0.1
	done
}

# background LOG COMMAND...: its pid is $last
background() {
	log=$1
	shift
	timeout "$life" "$@" >"$log" 2>&1 &
	last=$!
	running="$last $running"
}

# end_last: of what was started in the background
end_last() {
	kill "$last"
	wait "$last" 2>/dev/null || :
}

# agent LOG ARGUMENT...: of scripts/proctrack; the pid of its JVM is $jvm
agent() {
	log=$1
	shift
	background "$log" "$root/scripts/proctrack" "$@"
	until_true 60 "$log" grep -q 'Ctrl-C stops the agent' "$log"
	jvm=$(sed -n 's/^proctrack agent, pid \([0-9]*\);.*/\1/p' "$log")
}

# user NAME: of $work/jmx.properties, which has to be there, with $password
user() {
	echo "$password" | "$root/scripts/proctrack" passwd "$1" --jmx-config "$work/jmx.properties" >/dev/null
}

# fill JOBS COMMAND...: each runs the command, and becomes job 1, 2 and so on
fill() {
	number=$1
	shift
	while [ "$number" -gt 0 ]; do
		"$enter" "$number" "$@" >/dev/null 2>&1 &
		number=$((number - 1))
	done
}

are_tracked() {
	[ "$(wc -l <"$PROCTRACK_PINS/records")" -ge "$1" ]
}

# await_tracked PROCESSES LOG
await_tracked() {
	until_true 60 "$2" are_tracked "$1"
}
