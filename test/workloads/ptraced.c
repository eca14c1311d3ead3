// SPDX-License-Identifier: Apache-2.0
// Children held in a ptrace stop: one by PTRACE_TRACEME at a signal, one by PTRACE_SEIZE and
// PTRACE_INTERRUPT.
#include "common.h"

#include <signal.h>
#include <sys/ptrace.h>
#include <sys/wait.h>

static void await_stop(pid_t child)
{
	int status;

	if (waitpid(child, &status, 0) != child || !WIFSTOPPED(status))
		drill_die("child did not stop");
}

static void hold_by_traceme(void)
{
	pid_t child = drill_fork();

	if (child == 0) {
		drill_member();
		if (ptrace(PTRACE_TRACEME, 0, 0, 0) < 0)
			drill_die("PTRACE_TRACEME");
		raise(SIGUSR1);
		drill_linger();
	}
	await_stop(child);
}

/* Without PTRACE_O_EXITKILL, which would do the work of the kill that is under test. */
static void hold_by_seize(void)
{
	pid_t child = drill_fork();

	if (child == 0)
		drill_member_linger();
	if (ptrace(PTRACE_SEIZE, child, 0, 0) < 0)
		drill_die("PTRACE_SEIZE");
	/* Let it report before it is held. */
	drill_await_members(1);
	if (ptrace(PTRACE_INTERRUPT, child, 0, 0) < 0)
		drill_die("PTRACE_INTERRUPT");
	await_stop(child);
}

int main(void)
{
	drill_start();
	hold_by_traceme();
	drill_await_members(1);
	hold_by_seize();
	drill_member();
	drill_ready(1);
	drill_linger();
}
