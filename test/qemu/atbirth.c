// SPDX-License-Identifier: Apache-2.0
// What a process can do that is killed at birth: nothing, where the kernel signals at once; some
// instructions where a thread of the kernel has to do it (PREEMPT_RT).
#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "clock.h"
#include "drills.h"
#include "proctrack_loader.h"
#include "scene.h"

enum { NEWBORNS = 300, SURVIVORS_MOST = 200, NOT_REGISTERED = 201 };

/* What the newborns write, in memory that they share with us. */
struct lives {
	atomic_int ran;		 /* newborns that got to an instruction of their own */
	_Atomic int64_t longest; /* ns between the first and the last one */
};

static _Noreturn void live(struct lives *lives)
{
	int64_t first, lived;

	atomic_fetch_add(&lives->ran, 1);
	first = now_ns();
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	alarm(5);
	for (;;) {
		lived = now_ns() - first;
		if (lived > atomic_load(&lives->longest))
			atomic_store(&lives->longest, lived);
	}
}

/* Has the only record; its exit code is the number of newborns that were not killed. */
static _Noreturn void be_parent(struct lives *lives, int gate)
{
	int survivors = 0, status;
	char go;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	alarm(120);
	if (read(gate, &go, 1) != 1)
		_exit(NOT_REGISTERED);
	for (int i = 0; i < NEWBORNS; i++) {
		pid_t child = fork();

		if (child == 0)
			live(lives);
		waitpid(child, &status, 0);
		survivors += !WIFSIGNALED(status) || WTERMSIG(status) != SIGKILL;
	}
	_exit(survivors < SURVIVORS_MOST ? survivors : SURVIVORS_MOST);
}

static void check_newborns(struct lives *lives)
{
	int gate[2], status = 0;
	pid_t parent;

	if (!check("pipe", pipe(gate) == 0, "%d", errno))
		return;
	parent = fork();
	if (parent == 0)
		be_parent(lives, gate[0]);
	check_call("register", extension_register(&extension, ++job, parent));
	check_equal("go", write(gate[1], "", 1), 1);
	waitpid(parent, &status, 0);
	check_equal("not killed", WEXITSTATUS(status), 0);
	check_info("of %d newborns %d got to run, for %lld us at most", NEWBORNS, lives->ran,
		   (long long)lives->longest / 1000);
	close(gate[0]);
	close(gate[1]);
}

void drill_at_birth(const char *round, int programs)
{
	struct lives *lives;

	if (!can_signal_newborns() || !start(round, 1, PT_OVERFLOW_KILL))
		return;
	check_begin("%s killed at birth", round);
	lives = mmap(NULL, sizeof(*lives), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1,
		     0);
	if (check("memory", lives != MAP_FAILED, "%d", errno))
		check_newborns(lives);
	munmap(lives, sizeof(*lives));
	stop(round, programs);
}
