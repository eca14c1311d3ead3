#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What run, test and doctor share: the machine's packages, JDK and bpffs. To be sourced.

# shellcheck disable=SC2034  # for those who source this
build_packages='clang llvm libbpf-dev libelf-dev zlib1g-dev make gcc libc6-dev pkg-config jq'
java_least=17
apt_updated=

say() {
    echo "${0##*/}: $*" >&2
}

die() {
    say "$*"
    exit 1
}

is_root() {
    [ "$(id -u)" = 0 ]
}

# need_packages PACKAGE...: install those that are missing.
need_packages() {
    command -v apt-get > /dev/null || die "no apt-get here: install by hand what Debian calls $*"
    missing=
    for package; do
        dpkg-query -W -f='${Status}\n' "$package" 2> /dev/null | grep -q ' installed$' || missing="$missing $package"
    done
    [ -n "$missing" ] || return 0
    is_root || die "packages are missing: run as root, or first: apt-get install$missing"
    say "installing$missing"
    # shellcheck disable=SC2086  # a list of names
    apt_install $missing || die "apt-get could not install$missing"
}

# The lists are fetched once a run; when that fails, those at hand may do.
apt_install() {
    [ -n "$apt_updated" ] || apt-get -qq update > /dev/null 2>&1 || say 'apt-get update failed, going on with old lists'
    apt_updated=yes
    DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0 --no-install-recommends -y install "$@" > /dev/null
}

# java_major HOME: 17 for Java 17; nothing when there is no Java.
java_major() {
    [ ! -x "$1/bin/java" ] || "$1/bin/java" -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p'
}

# java_home: that of JAVA_HOME, else of PATH; nothing when there is none.
java_home() {
    if [ -n "${JAVA_HOME:-}" ]; then
        echo "$JAVA_HOME"
    elif command -v java > /dev/null; then
        home=$(readlink -f "$(command -v java)")
        echo "${home%/bin/java}"
    fi
}

# is_jdk HOME: has a compiler and is new enough.
is_jdk() {
    [ -x "$1/bin/javac" ] && [ "$(java_major "$1")" -ge "$java_least" ] 2> /dev/null
}

# need_jdk: set JAVA_HOME to a JDK, installing one if need be.
need_jdk() {
    home=$(java_home)
    if ! is_jdk "$home"; then
        [ -z "${JAVA_HOME:-}" ] ||
            die "JAVA_HOME=$JAVA_HOME is no JDK $java_least or newer: unset it, or name one that is"
        need_packages openjdk-17-jdk-headless
        home=/usr/lib/jvm/java-17-openjdk-$(dpkg --print-architecture)
        is_jdk "$home" || die "no JDK in $home: set JAVA_HOME to a JDK $java_least or newer"
    fi
    export JAVA_HOME="$home"
}

# Maven ends its output with an escape sequence, even into a file, unless it is told not to.
need_maven() {
    command -v mvn > /dev/null || need_packages maven
    export MAVEN_OPTS="${MAVEN_OPTS:-} -Djansi.noreset=true"
}

bpffs=/sys/fs/bpf

is_bpffs() {
    [ "$(stat -f -c %T "$bpffs" 2> /dev/null)" = bpf_fs ]
}

need_bpffs() {
    is_bpffs || mount -t bpf bpf "$bpffs" || die "cannot mount $bpffs: see scripts/doctor"
}
