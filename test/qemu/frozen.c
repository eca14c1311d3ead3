// SPDX-License-Identifier: Apache-2.0
// A process in a frozen cgroup is listed as frozen, and the kill ends it all the same.
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cgroups.h"
#include "check.h"
#include "drills.h"
#include "proctrack_loader.h"
#include "scene.h"

enum { TRIES = 500 };

/* The state of the only process of the job. */
static uint32_t state_in_list(void)
{
	struct pt_page page = {.head = {.op = PT_OP_LIST, .job = job}};

	return proctrackext_page(extension.pins, &page) ? 0 : page.processes[0].state;
}

/* The kernel freezes a task a moment after it is told to. */
static bool becomes(uint32_t state)
{
	for (int i = 0; i < TRIES && state_in_list() != state; i++)
		usleep(10000);
	return state_in_list() == state;
}

/* Else the client reads it in /proc, which says nothing of freezers. */
static bool kernel_tells_states(void)
{
	struct proctrackext_probe probe;

	return proctrackext_probe(extension.pins, &probe) == 0 &&
	       probe.features & ~extension.features_off & PT_FEATURE_TASK_FROM_PID;
}

void drill_frozen(const char *round)
{
	int root, cgroup;
	uint32_t sent = 0;
	pid_t child;

	check_begin("%s frozen", round);
	if (!kernel_tells_states()) {
		check_skip("state", "the extension cannot look at tasks before Linux 6.2");
		return;
	}
	root = cgroup_root();
	cgroup = cgroup_make(root, "pt-drill-frozen");
	if (!check("cgroup", cgroup >= 0, "error %d", cgroup))
		return;
	child = fork();
	if (child == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		alarm(60);
		cgroup_enter(cgroup);
		for (;;)
			pause();
	}
	check_call("register", extension_register(&extension, ++job, child));
	check("sleeps", becomes('S'), "state %c", state_in_list());
	check_call("freeze", cgroup_write(cgroup, "cgroup.freeze", "1"));
	check("state", becomes(PT_STATE_FROZEN), "%c", state_in_list());
	check_call("kill", proctrackext_signal(extension.pins, job, SIGKILL, NULL, &sent));
	check_call("wait", proctrackext_wait(extension.pins, job, 0, 30000));
	waitpid(child, NULL, 0);
	close(cgroup);
	cgroup_remove(root, "pt-drill-frozen");
}
