// SPDX-License-Identifier: GPL-2.0-or-later
/* exec.c: enter a job and become a command, from inside a JVM. */
#include "internal.h"

#include <signal.h>

/* What a JVM set up for itself is not for the command: blocked and ignored signals. */
static void reset_signals(void)
{
	sigset_t none;

	for (int signal = 1; signal <= 31; signal++)
		if (signal != SIGKILL && signal != SIGSTOP && signal != SIGHUP)
			(void)sigaction(signal, &(struct sigaction){.sa_handler = SIG_DFL}, NULL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

EXPORT int proctrackext_exec(const char *pins, uint32_t job, char *const argv[])
{
	struct pt_request request = {.op = PT_OP_REGISTER, .job = job, .pid = getpid()};
	int error = proctrackext_call(pins, &request);

	if (error)
		return error;
	reset_signals();
	execvp(argv[0], argv);
	return -errno;
}
