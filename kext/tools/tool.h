/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tool.h: what the command line tools share: numbers, refusals and exit codes like the CLI's. */
#ifndef PROCTRACK_TOOL_H
#define PROCTRACK_TOOL_H

#include <stdint.h>

enum exit_code {
	DONE = 0,
	REFUSED = 1,
	USAGE = 2,
	NOT_LOADED = 3,
	NO_SUCH_JOB = 4,
	NOT_EXECUTABLE = 126, /* the shell's */
	NO_COMMAND = 127,     /* the shell's */
};

/* One line to stderr, and the end. */
_Noreturn void fail(enum exit_code code, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* The end of a tool that has printed: what did not get out is said. */
enum exit_code printed(void);

/* A job id; what is no number is usage, what is out of range is refused. */
uint32_t job_number(const char *text);

/* What the errno of a call means that any call may answer. */
_Noreturn void fail_call(const char *what);

#endif
