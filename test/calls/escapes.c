// SPDX-License-Identifier: Apache-2.0
/*
 * escapes JOB: a job whose label, and whose processes' names and arguments, would drive a terminal,
 * break a line or turn text round if anybody printed them as they are. At the end of its input all
 * of it ends.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "proctrack.h"

enum { SECONDS = 60 };

/* At most 15 bytes each: clear the screen; write to the clipboard; ends of lines; CSI as one byte,
 * and as UTF-8; the other direction; no width; a separator of lines; a tag; not UTF-8; JSON. */
static const char *const names[] = {
	"\x1b[2J\x1b[1;1Hx",
	"\x1b]52;c;QQ==\x07",
	"a\rb\nc\td\be\x7f",
	"\x9b"
	"2Jx",
	"\xc2\x9b"
	"2Jx",
	"\xe2\x80\xaertl",
	"zero\xe2\x80\x8bwidth",
	"a\xe2\x80\xa8line",
	"\xf3\xa0\x80\x81tag",
	"\xff\xfe\xc3(",
	"\"}],\\\"x\":1",
};

/* 31 bytes with some of everything */
static const char label[] = "\x1b]52;c;A\x07\x9b"
			    "2J\r\n\xe2\x80\xae\xe2\x80\x8b\xe2\x80\xa8\xff\"\\u0";

static void bind_to(pid_t parent)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	alarm(SECONDS);
	if (getppid() != parent)
		_exit(1);
}

/* Its arguments are set by execv, its name after that. */
static void masquerade(const char *name)
{
	char *const argv[] = {(char *)name, (char *)name, NULL};

	execv("/proc/self/exe", argv);
	_exit(1);
}

int main(int argc, char **argv)
{
	int job, count = sizeof(names) / sizeof(names[0]);
	char byte;

	if (argc != 2)
		return 2;
	job = atoi(argv[1]);
	if (job <= 0) { /* one of those with a name */
		alarm(SECONDS);
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		prctl(PR_SET_NAME, argv[0]);
		for (;;)
			pause();
	}
	alarm(SECONDS);
	if (proctrack_job_reg_self(&job) < 0 || proctrack_job_label(job, 0, label) < 0) {
		perror("escapes");
		return 1;
	}
	for (int i = 0; i < count; i++) {
		pid_t parent = getpid();

		if (fork() == 0) {
			bind_to(parent);
			masquerade(names[i]);
		}
	}
	while (read(STDIN_FILENO, &byte, 1) > 0)
		;
	return 0;
}
