// SPDX-License-Identifier: GPL-2.0-or-later
#include "tool.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

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

void begin_rescue(void)
{
	struct rlimit files;

	signal(SIGPIPE, SIG_IGN);
	syscall(SYS_close_range, STDERR_FILENO + 1, ~0U, 0);
	if (getrlimit(RLIMIT_NOFILE, &files) < 0)
		return;
	files.rlim_cur = files.rlim_max;
	setrlimit(RLIMIT_NOFILE, &files);
}

enum exit_code printed(void)
{
	if ((fflush(stdout) != 0 || ferror(stdout)) && errno != EPIPE)
		fail(REFUSED, "cannot write the output");
	return DONE;
}

static uint32_t number(const char *what, const char *text, uint32_t most)
{
	const char *digits = text + (text[0] == '-');
	unsigned long long number;

	if (!*digits || digits[strspn(digits, "0123456789")])
		fail(USAGE, "%s \"%s\" is not a number: must be 1 to %u", what, text, most);
	errno = 0;
	number = strtoull(digits, NULL, 10);
	if (errno || digits != text || number < 1 || number > most)
		fail(REFUSED, "%s %s is out of range: must be 1 to %u", what, text, most);
	return (uint32_t)number;
}

uint32_t job_number(const char *text)
{
	return number("job", text, UINT32_MAX);
}

int pid_number(const char *text)
{
	return (int)number("pid", text, INT_MAX);
}

_Noreturn void fail_call(const char *what)
{
	switch (errno) {
	case ENOENT:
	case ENODEV:
		fail(NOT_LOADED, "extension is not loaded: run proctrack start");
	case ESHUTDOWN:
		fail(NOT_LOADED,
		     "a stop is in progress or was interrupted: run proctrack stop, then start");
	case ENOSYS:
		fail(REFUSED,
		     "the calls are closed: see proctrack doctor, or start without --no-calls");
	case EAGAIN:
		fail(REFUSED, "%s found the kernel busy: try again", what);
	case EMFILE:
		fail(REFUSED, "out of file descriptors: raise ulimit -n, or close some");
	case ENFILE:
		fail(REFUSED,
		     "this machine has too many open files: raise fs.file-max, see sysctl(8)");
	}
	fail(REFUSED, "%s failed: %s", what, strerror(errno));
}
