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
	NO_SUCH_JOB = 4,      /* or no such process in any job */
	LEFT_OVER = 5,	      /* survivors are left, or the time is over */
	NOT_EXECUTABLE = 126, /* the shell's */
	NO_COMMAND = 127,     /* the shell's */
};

/* One line to stderr, and the end. */
_Noreturn void fail(enum exit_code code, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/*
 * For a tool that has to work where others fail: whatever descriptors it was left are closed, the
 * limit of them is raised as far as it goes, and a reader who goes away does not end it.
 */
void begin_rescue(void);

/*
 * The end of a tool that has printed: what did not get out is said, unless nobody reads it any
 * more.
 */
enum exit_code printed(void);

/* A job id; what is no number is usage, what is out of range is refused. */
uint32_t job_number(const char *text);

/* The same of a pid. */
int pid_number(const char *text);

/* What the errno of a call means that any call may answer. */
_Noreturn void fail_call(const char *what);

#endif
