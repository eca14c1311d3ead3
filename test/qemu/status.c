// SPDX-License-Identifier: Apache-2.0
// What the extension says of itself is of one moment: its figures agree, whoever forks meanwhile.
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "clock.h"
#include "drills.h"
#include "proctrack_loader.h"
#include "scene.h"

enum { LOOKS_MS = 3000 };

/* In the job: children come and go, until it is killed. */
static _Noreturn void be_forker(int gate)
{
	char go;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	alarm(60);
	if (read(gate, &go, 1) != 1)
		_exit(1);
	for (;;) {
		pid_t child = vfork(); /* as many as can be */

		if (child == 0)
			_exit(0);
		waitpid(child, NULL, 0);
	}
}

void drill_status(const char *round)
{
	long looks = 0, torn = 0, until = now_ms() + LOOKS_MS;
	struct pt_state state;
	uint32_t sent = 0;
	int gate[2];
	pid_t forker;

	check_begin("%s status", round);
	if (!check("pipe", pipe(gate) == 0, "no pipe"))
		return;
	forker = fork();
	if (forker == 0)
		be_forker(gate[0]);
	check_call("register", extension_register(&extension, ++job, forker));
	check_equal("go", write(gate[1], "", 1), 1);
	while (now_ms() < until && proctrackext_status(extension.pins, &state) == 0) {
		looks++;
		torn += state.counters.tracked != state.counters.forks - state.counters.exits;
	}
	check("looks", looks > 0, "none");
	check_equal("of more than one moment", torn, 0);
	check_call("kill", proctrackext_signal(extension.pins, job, SIGKILL, NULL, &sent));
	check_call("wait", proctrackext_wait(extension.pins, job, 0, 10000));
	check_info("%ld looks", looks);
	waitpid(forker, NULL, 0);
	close(gate[0]);
	close(gate[1]);
}
