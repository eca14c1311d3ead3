// SPDX-License-Identifier: Apache-2.0
// Whoever knows a pid before its process has run may ask too early. What is granted must hold.
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "clock.h"
#include "drills.h"
#include "proctrack_loader.h"
#include "scene.h"

enum {
	ROUNDS = 2000,
	LIMIT_MS = 20000, /* a busy machine has fewer rounds */
	LEAST_PID = 1000,
	FREE_PID = 20000,
	LOOKS = 100,
	MEMBER_SECONDS = 120
};

static atomic_int wanted; /* pid to register as soon as it exists; 0: pause, -1: end */
static atomic_int granted;
static atomic_bool asking; /* the thread may be in a call */

static void *register_early(void *unused)
{
	int pid;

	(void)unused;
	while ((pid = atomic_load(&wanted)) >= 0) {
		atomic_store(&asking, true);
		pid = atomic_load(&wanted); /* a pause that began before this is kept */
		if (pid > 0 && atomic_load(&granted) != pid &&
		    extension_register(&extension, job, pid) == 0)
			atomic_store(&granted, pid);
		atomic_store(&asking, false);
	}
	return NULL;
}

/*
 * The kernel gives out pids in turn, so that one just behind the last is nobody's for long.  Where
 * others work too, any other might go to a stranger between our look and our fork, and he would be
 * registered.
 */
static pid_t pid_behind(int distance)
{
	FILE *load = fopen("/proc/loadavg", "r"), *most = fopen("/proc/sys/kernel/pid_max", "r");
	int last = 0, limit = 0, pid = -1;

	if (load && most && fscanf(load, "%*s %*s %*s %*s %d", &last) == 1 &&
	    fscanf(most, "%d", &limit) == 1)
		pid = last - distance >= LEAST_PID ? last - distance
						   : last - distance + limit - LEAST_PID;
	if (load)
		fclose(load);
	if (most)
		fclose(most);
	return pid;
}

struct births {
	int early; /* registered while they were being born */
	int wrong; /* in another job than they were registered into, or else than their parent's */
	long found_last;
};

/* home: the parent's job, 0 = none */
static void one_birth(pid_t pid, uint32_t home, struct births *births)
{
	bool early;
	pid_t child;
	long found;

	/* a stranger is not ours to register */
	if (pid < LEAST_PID || kill(pid, 0) == 0 || errno != ESRCH)
		return;
	atomic_store(&granted, 0); /* pids are used again */
	atomic_store(&wanted, pid);
	child = fork_as(pid);
	for (int i = 0; child > 0 && i < LOOKS && atomic_load(&granted) != pid; i++)
		sched_yield();
	atomic_store(&wanted, 0);
	while (atomic_load(&asking))
		sched_yield();
	if (child <= 0)
		return;
	early = atomic_load(&granted) == pid;
	found = extension_find(&extension, pid);
	births->early += early;
	if (found != (long)(early ? job : home)) {
		births->wrong++;
		births->found_last = found;
	}
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
}

static void give_birth(uint32_t home, struct births *births)
{
	long end = now_ms() + LIMIT_MS;
	pthread_t thread;

	atomic_store(&wanted, 0);
	if (!check_call("thread", -pthread_create(&thread, NULL, register_early, NULL)))
		return;
	for (int i = 0; i < ROUNDS && now_ms() < end; i++)
		one_birth(alone ? FREE_PID + i : pid_behind(1 + i), home, births);
	atomic_store(&wanted, -1);
	pthread_join(thread, NULL);
}

/* A member's child has its parent's job, unless it was in another one before its birth was over. */
static void give_birth_as_member(struct births *births)
{
	uint32_t home = job++;
	pid_t parent = fork();
	int status = 0;

	if (parent == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		alarm(MEMBER_SECONDS);
		if (extension_register(&extension, home, getpid()))
			_exit(1);
		give_birth(home, births);
		_exit(0);
	}
	if (!check_call("parent's fork", parent < 0 ? -errno : 0))
		return;
	check_call("parent's end", waitpid(parent, &status, 0) < 0 ? -errno : 0);
	check("parent", status == 0, "status %#x", status);
}

void drill_newborn(const char *round)
{
	struct births *births = mmap(NULL, 2 * sizeof(*births), PROT_READ | PROT_WRITE,
				     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	struct pt_state state = {0};

	check_begin("%s newborn", round);
	if (!check("memory", births != MAP_FAILED, "%d", errno))
		return;
	job++;
	give_birth(0, &births[0]);
	job++;
	give_birth_as_member(&births[1]);
	check("registered", births[0].early > 0, "none");
	check("stays", births[0].wrong == 0, "%d do not, find said %ld", births[0].wrong,
	      births[0].found_last);
	check("a member's stays", births[1].wrong == 0, "%d do not, find said %ld", births[1].wrong,
	      births[1].found_last);
	check_call("status", proctrackext_status(extension.pins, &state));
	check_equal("lost exits", state.counters.lost_exits, 0);
	check_info("newborns: %d registered, %d of a member", births[0].early, births[1].early);
	munmap(births, 2 * sizeof(*births));
}
