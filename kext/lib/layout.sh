#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Print the layout of every struct in the shared headers, as this compiler has
# it: "struct.field offset size" and "struct sizeof size" on a line each; and the
# numbers that go with them: "PT_NAME value N".  A field of a struct inside a struct
# has the names of both: "struct.inner_field".
# usage: layout.sh INCLUDE-DIRECTORY
set -eu
include=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

awk '
	/^[ \t]*(\/\*|\*)/ { next }     # comments
	/^struct [a-z_]+ \{/ { name = $2; print "SIZE(" name ")"; next }
	/^};/ { name = "" }
	/^\t+struct \{/ { inside = 1; count_inner = 0; next }
	inside && /^\t+\}/ {            # the name of the inner struct stands at its end
		inside = 0
		inner = $2
		sub(/;/, "", inner)
		for (i = 1; i <= count_inner; i++)
			print "FIELD(" name "," inner "." fields[i] "," inner "_" fields[i] ")"
		next
	}
	name == "" && match($0, /PT_(OP|FLAG|JOB|PROCESS|OVERFLOW|FEATURE|EVENT|END)_[A-Z_]+/) {
		print "NUMBER(" substr($0, RSTART, RLENGTH) ")"
	}
	name != "" && /;/ {
		line = $0
		sub(/\/\*.*/, "", line)
		if (!sub(/;.*/, "", line))    # the declaration alone
			next
		sub(/\[.*/, "", line)         # arrays by their name
		count = split(line, words, /[ \t]+/)
		field = words[count]
		if (field !~ /^[a-z_0-9]+$/)
			next
		if (inside)
			fields[++count_inner] = field
		else
			print "FIELD(" name "," field "," field ")"
	}
' "$include/proctrack_request.h" "$include/proctrack_abi.h" "$include/proctrack_loader.h" |
	awk '!seen[$0]++' > "$work/list"

{
	printf '#include <stddef.h>\n#include <stdio.h>\n#include "proctrack_loader.h"\n'
	printf '#define SIZE(s) printf("%%s sizeof %%zu\\n", #s, sizeof(struct s));\n'
	printf '#define FIELD(s, f, n) printf("%%s.%%s %%zu %%zu\\n", #s, #n, '
	printf 'offsetof(struct s, f), sizeof(((struct s *)0)->f));\n'
	printf '#define NUMBER(n) printf("%%s value %%u\\n", #n, (unsigned)n);\n'
	printf 'int main(void)\n{\n'
	cat "$work/list"
	printf 'return 0;\n}\n'
} > "$work/layout.c"
${CC:-cc} -I"$include" -o "$work/layout" "$work/layout.c"
"$work/layout"
