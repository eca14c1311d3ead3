#!/bin/bash -p
# SPDX-License-Identifier: Apache-2.0
# What the scripts here share: options, the agent's address, the call of jmxterm, exit codes. To be sourced, after
# these are set:
#   synopsis   the arguments, for the usage line
#   about      a line or two on what it does
#   takes      letters of the options that it takes besides -h, -p, -l: f, n, F (--force)
#
# Exit codes: 0 done, 1 refused or failed, 2 usage, 3 extension not loaded, 4 no such job or process, 5 survivors.
# shellcheck disable=SC2034,SC2154  # set by the script or used by it
set -euo pipefail

# With sudo, no variable of the caller's decides what runs, nor whose password is read and sent.
[ -z "${SUDO_UID:-}" ] || exec env -i PATH="$PATH" ${TERM:+"TERM=$TERM"} ${LANG:+"LANG=$LANG"} "$0" "$@"

jmxterm_version=1.0.4
job_most=4294967295
pid_most=4194304
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
root=$(dirname "$(dirname "$here")")

java_bin=${JAVA_HOME:+$JAVA_HOME/bin/}
extension=proctrack:type=Extension
strict=yes

# fail CODE MESSAGE
fail() {
    echo "${0##*/}: $2" >&2
    exit "$1"
}

usage() {
    cat << END
usage: ${0##*/} [-p PID | -l HOST:PORT]${synopsis:+ $synopsis}

$about

  -p PID        the agent's JVM on this machine; if left out, the only one there is
  -l HOST:PORT  an agent's JMX port, or a service:jmx: address

\$PROCTRACK_JMX_USER and \$PROCTRACK_JMX_PASSWORD_FILE name the user and a file with the password,
\$PROCTRACK_JMX_TRUSTSTORE the store with the certificate of an agent that listens with TLS (jmx-trust.p12).
\$JMXTERM_OPTS has options for jmxterm's JVM, \$JMXTERM_JAR is another jmxterm. With sudo they are not
looked at.
END
}

misused() {
    echo "usage: ${0##*/} [-p PID | -l HOST:PORT]${synopsis:+ $synopsis}" >&2
    exit 2
}

# parse LEAST MOST ARGUMENT...: the options go into address, file, n and force, the rest into arguments.
parse() {
    local least=$1 most=$2
    shift 2
    address='' file='' n=2048 force=''
    arguments=()
    while [ $# -gt 0 ]; do
        case $1 in
            -h | --help)
                usage
                exit 0
                ;;
            -p | -l | -f | -n)
                [ $# -gt 1 ] || misused
                option "$1" "$2"
                shift
                ;;
            --force)
                [[ $takes == *F* ]] || misused
                force=yes
                ;;
            -[0-9]*) arguments+=("$1") ;; # a number, to be refused as such
            -*) misused ;;
            *) arguments+=("$1") ;;
        esac
        shift
    done
    ((${#arguments[@]} >= least && ${#arguments[@]} <= most)) || misused
}

option() {
    case $1 in
        -p)
            [[ $2 =~ ^[0-9]+$ ]] || misused
            address=$2
            ;;
        -l)
            [[ $2 =~ ^service:jmx:|^[^\ ]+:[0-9]+$ ]] || misused
            address=$2
            ;;
        -f)
            [[ $takes == *f* ]] || misused
            file=$2
            ;;
        -n)
            [[ $takes == *n* ]] || misused
            number n "$2" "$pid_most"
            n=$number
            ;;
    esac
}

# number NAME TEXT MOST: check it and put it into number. jmxterm would make 0 of a text that is none.
number() {
    [[ $2 =~ ^[+-]?[0-9]+$ ]] || misused
    if ! [[ $2 =~ ^\+?0*([1-9][0-9]{0,9})$ ]] || ((BASH_REMATCH[1] > $3)); then
        fail 1 "$1 $2 is out of range: give a number from 1 to $3"
    fi
    number=${BASH_REMATCH[1]}
}

# quoted TEXT: as one word of jmxterm's language, which knows neither quotes nor a way to write &&.
quoted() {
    if [ -z "$1" ]; then
        echo '""'
    else
        [[ $1 =~ ^[A-Za-z0-9\ /._:=@%~,+-]+$ ]] || fail 1 "jmxterm cannot take the name $1: link it to a plain name"
        echo "${1// /\\ }"
    fi
}

# quoted_file: file from the folder where the operator is, not where the agent runs.
quoted_file() {
    [ -z "$file" ] || file=$(realpath -s -- "$file")
    quoted "$file"
}

# The JVM of this machine's agent: the service, or another program that carries the agent with -javaagent.
local_agent() {
    local found
    command -v "$java_bin"jps > /dev/null || fail 1 'no jps, it comes with the JDK: give -p PID or -l HOST:PORT'
    found=$("$java_bin"jps -lmv |
        awk '/proctrack-agent[^ \/]*\.jar agent( |$)/ || /-javaagent:[^ ]*proctrack-agent/ { print $1 }')
    [ -n "$found" ] || unseen_agents
    case $(wc -w <<< "$found") in
        0) fail 1 'no agent runs here: start one with scripts/run, or give -p PID or -l HOST:PORT' ;;
        1) address=$found ;;
        *) fail 1 "more than one agent runs here: choose with -p, one of ${found//$'\n'/ }" ;;
    esac
}

# unseen_agents: end with the reason, if jps does not see an agent for an option of its JVM.
unseen_agents() {
    local process command
    for process in /proc/[0-9]*; do
        command=$(tr '\0' ' ' 2> /dev/null < "$process/cmdline") || continue
        [[ ! $command =~ ^[^\ ]*java\ .*(proctrack-agent[^\ /]*\.jar\ agent\ |-javaagent:[^\ ]*proctrack-agent) ]] ||
            explain "${process#/proc/}"
    done
}

# explain PID: end with the option of that JVM for which nobody connects to it by its pid, if it has one.
explain() {
    local option url
    option=$(switched_off "$1")
    url="$(dirname "$here")/exporters/local-jmx-url $1"
    case $option in
        '') ;;
        *DisableAttachMechanism)
            fail 1 "the JVM $1 has $option, so nobody connects to it by its pid: start it without, or with --jmx and give -l HOST:PORT"
            ;;
        *) fail 1 "the JVM $1 has $option, so jps and jmxterm do not see it: start it without, or give -l \"\$($url)\"" ;;
    esac
}

# switched_off PID: print that option, as its command line has it or a variable that each JVM reads.
switched_off() {
    {
        grep -zE '^(JAVA_TOOL_OPTIONS|JDK_JAVA_OPTIONS|_JAVA_OPTIONS)=' "/proc/$1/environ" || :
        cat "/proc/$1/cmdline" || :
    } 2> /dev/null | tr '\0= ' '\n' | awk '
        /^-XX:[+-](DisableAttachMechanism|PerfDisableSharedMem|UsePerfData)$/ { last[substr($0, 6)] = $0 }
        END {
            if (last["DisableAttachMechanism"] ~ /[+]/) print last["DisableAttachMechanism"]
            else if (last["PerfDisableSharedMem"] ~ /[+]/) print last["PerfDisableSharedMem"]
            else if (last["UsePerfData"] ~ /-U/) print last["UsePerfData"]
        }'
}

# Put the path of jmxterm into jar; Maven fetches it if need be.
find_jmxterm() {
    local repository=~/.m2/repository
    local cached=$repository/org/cyclopsgroup/jmxterm/$jmxterm_version/jmxterm-$jmxterm_version-uber.jar
    for jar in "${JMXTERM_JAR:-}" "$root/test/target/tools/jmxterm.jar" "$cached"; do
        [ ! -f "$jar" ] || return 0
        [ -z "${JMXTERM_JAR:-}" ] || fail 1 "JMXTERM_JAR=$JMXTERM_JAR: no such file"
    done
    command -v mvn > /dev/null || fail 1 'no jmxterm: set JMXTERM_JAR, or install maven, which fetches it'
    (cd / && mvn -B -ntp -q -Dstyle.color=never "-Dmaven.repo.local=$repository" -Dtransitive=false \
        "-Dartifact=org.cyclopsgroup:jmxterm:$jmxterm_version:jar:uber" \
        org.apache.maven.plugins:maven-dependency-plugin:3.11.0:get > /dev/null) || true
    [ -f "$cached" ] || fail 1 'maven could not fetch jmxterm: set JMXTERM_JAR'
}

# Put jmxterm's first line into connection. So a password does not show in the list of processes.
connect() {
    local user=${PROCTRACK_JMX_USER:-} password
    connection="open $address${PROCTRACK_JMX_TRUSTSTORE:+ -s}"
    [ -z "${PROCTRACK_JMX_TRUSTSTORE:-}" ] || [ -r "$PROCTRACK_JMX_TRUSTSTORE" ] ||
        fail 1 "PROCTRACK_JMX_TRUSTSTORE=$PROCTRACK_JMX_TRUSTSTORE: no such file, or not for you to read"
    if [ -n "$user" ]; then
        { read -r password < "${PROCTRACK_JMX_PASSWORD_FILE:-/dev/null}"; } 2> /dev/null ||
            fail 1 "no password for $user: set PROCTRACK_JMX_PASSWORD_FILE to a file with a line that has it"
        [[ $password != *[\\\&]* ]] || fail 1 'jmxterm cannot take a password with \ or &'
        password=${password//#/\\#}
        user=$(quoted "$user")
        connection+=" -u $user -p ${password// /\\ }"
    fi
}

# jmxterm LINE...: run it. What it answers goes to answer, what it remarks to remarks. It ends and fails at the first
# line that is refused, if strict is set.
jmxterm() {
    local code=0 file
    local -a jvm
    [ -n "$address" ] || local_agent
    find_jmxterm
    connect
    read -ra jvm <<< "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData ${JMXTERM_OPTS:-}"
    [ -z "${PROCTRACK_JMX_TRUSTSTORE:-}" ] || jvm+=("-Djavax.net.ssl.trustStore=$PROCTRACK_JMX_TRUSTSTORE")
    file=$(mktemp)
    # shellcheck disable=SC2064  # this file
    trap "rm -f '$file'" EXIT
    answer=$(printf '%s\n' "$connection" "$@" |
        "$java_bin"java "${jvm[@]}" --add-exports jdk.jconsole/sun.tools.jconsole=ALL-UNNAMED \
            -jar "$jar" -n -v brief ${strict:+-e} 2> "$file") || code=$?
    remarks=$(< "$file")
    rm -f "$file"
    return "$code"
}

# ask LINE...: all of them, in one session; the first one that is refused ends this script with its reason.
ask() {
    jmxterm "$@" || refused
}

# ask_loaded LINE...: the same, and the extension must be loaded.
ask_loaded() {
    local failed=''
    jmxterm "get -b $extension -s Running" "$@" || failed=yes
    [[ $answer != false* ]] || fail 3 'the extension is not loaded: start it with the script start'
    [ -z "$failed" ] || refused
    answer=${answer#true}
    answer=${answer#$'\n'}
}

# refused: end with the reason that is in remarks, in the words of the agent.
refused() {
    local reason trust='PROCTRACK_JMX_TRUSTSTORE'
    [[ ! $address =~ ^[0-9]+$ ]] || explain "$address"
    case $remarks in
        *trustAnchors*)
            fail 1 "no certificate in $trust, or it has a password: JMXTERM_OPTS=-Djavax.net.ssl.trustStorePassword=..."
            ;;
        *'PKIX path'*)
            fail 1 "the agent at $address is not the one of $trust: set it to a copy of that agent's jmx-trust.p12"
            ;;
        *'non-JRMP server'*) fail 1 "$address speaks TLS, or no JMX: set $trust to a copy of the agent's jmx-trust.p12" ;;
        *'terminated the handshake'*) fail 1 "$address speaks no TLS: unset $trust, if that agent has tls=off" ;;
        *'Broken pipe'* | *'Connection reset'* | *'Received fatal alert'*)
            fail 1 "the agent at $address ended the connection: its audit says why, as for want of a client certificate"
            ;;
        *'No name matching'* | *'No subject alternative'*)
            fail 1 "the certificate of $address is for other names: connect by one that is in it"
            ;;
    esac
    reason=$(grep -E '(Exception|Error)\b' <<< "$remarks" | head -n 1 |
        sed -E 's/^#|^Exception in thread "[^"]*" //; s/^([A-Za-z.]+(Exception|Error): )+//')
    case $reason in
        *'not loaded'*) fail 3 "$reason" ;;
        'no job '* | 'no process '* | *' is in no job'*) fail 4 "$reason" ;;
        'no signal '*) fail 2 "$reason" ;;
        *'RMIServer stub'*) fail 1 "cannot connect to $address: is an agent's JMX port open there?" ;;
        *'specify domain'*) fail 1 "no agent in $address: another JVM, or an agent that did not start" ;;
        *) fail 1 "${reason:-jmxterm failed}" ;;
    esac
}
