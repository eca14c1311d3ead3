// SPDX-License-Identifier: GPL-2.0-or-later
#include "tool.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_MOST = 8192 }; /* a path and some words */

/* A line may repeat a name that somebody chose, and goes to terminals: printable ASCII only. */
_Noreturn void fail(enum exit_code code, const char *format, ...)
{
	char line[LINE_MOST];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(line, sizeof(line), format, arguments);
	va_end(arguments);
	for (char *c = line; *c; c++)
		if (*c < ' ' || *c > '~')
			*c = '?';
	fprintf(stderr, "proctrack: %s\n", line);
	exit(code);
}

enum exit_code printed(void)
{
	if (fflush(stdout) != 0 || ferror(stdout))
		fail(REFUSED, "the output cannot be written");
	return DONE;
}

uint32_t job_number(const char *text)
{
	const char *digits = text + (text[0] == '-');
	unsigned long long number;

	if (!*digits || digits[strspn(digits, "0123456789")])
		fail(USAGE, "job \"%s\" is not a number: give 1 to 4294967295", text);
	errno = 0;
	number = strtoull(digits, NULL, 10);
	if (errno || digits != text || number < 1 || number > UINT32_MAX)
		fail(REFUSED, "job %s is out of range: give 1 to 4294967295", text);
	return (uint32_t)number;
}

_Noreturn void fail_call(const char *what)
{
	switch (errno) {
	case ENOENT:
		fail(NOT_LOADED, "extension is not loaded: run proctrack start");
	case ENOSYS:
		fail(REFUSED,
		     "the calls are closed: see proctrack doctor, or start without --no-calls");
	case EAGAIN:
		fail(REFUSED, "%s found the kernel busy: try again", what);
	}
	fail(REFUSED, "%s failed: %s", what, strerror(errno));
}
