// SPDX-License-Identifier: Apache-2.0
// Processes that own a job, and end in some way; see owner.h.
#include "owner.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cgroups.h"
#include "proctrack_loader.h"
#include "scene.h"

enum { LIFE_SECONDS = 120 };

static const char cgroup_name[] = "pt-drill-owner";
static const char *limit_file = "memory.max";
static int limiting = -1, cgroup = -1;

static void end_well(void)
{
	_exit(0);
}

static void crash(void)
{
	__builtin_trap();
}

static void wait_for_a_signal(void)
{
	for (;;)
		pause();
}

/* The first thread is long gone when the process ends. */
static void *linger(void *unused)
{
	usleep(200000);
	return unused;
}

static void end_thread_by_thread(void)
{
	pthread_t thread;

	if (pthread_create(&thread, NULL, linger, NULL) != 0)
		_exit(1);
	pthread_exit(NULL);
}

/* A thread other than the first becomes another program, which has the pid then, and ends. */
static void *become_another(void *unused)
{
	execl("/bin/sh", "sh", "-c", ":", NULL);
	_exit(1);
	return unused;
}

static void end_as_another(void)
{
	pthread_t thread;

	if (pthread_create(&thread, NULL, become_another, NULL) != 0)
		_exit(1);
	wait_for_a_signal();
}

static void use_all_memory(void)
{
	for (;;) {
		char *memory = mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE,
				    MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);

		if (memory == MAP_FAILED)
			_exit(1);
	}
}

const struct kind owner_kinds[OWNER_KINDS] = {
	{"SIGKILL", NULL, false},
	{"an exit", end_well, false},
	{"a crash", crash, false},
	{"its last thread", end_thread_by_thread, false},
	{"another program", end_as_another, false},
	{"the OOM killer", use_all_memory, true},
};

static bool limit_memory(void)
{
	return cgroup_write(cgroup, limit_file, "8388608") == 0 && cgroup_enter(cgroup);
}

static void play_owner(const struct kind *kind, int gate)
{
	struct rlimit no_core = {0, 0};
	char byte;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	alarm(LIFE_SECONDS);
	setrlimit(RLIMIT_CORE, &no_core);
	if (read(gate, &byte, 1) != 0)
		_exit(1);
	if (kind->needs_limit && !limit_memory())
		_exit(1);
	if (kind->end)
		kind->end();
	wait_for_a_signal();
}

bool owner_start(struct owner *o, const struct kind *kind)
{
	int gate[2];

	if (pipe2(gate, O_CLOEXEC) < 0)
		return false;
	o->gate = gate[1];
	o->pid = fork();
	if (o->pid == 0) {
		close(gate[1]);
		play_owner(kind, gate[0]);
	}
	close(gate[0]);
	return o->pid > 0;
}

void owner_end(struct owner *o, const struct kind *kind)
{
	close(o->gate);
	if (!kind->end)
		kill(o->pid, SIGKILL);
	waitpid(o->pid, NULL, 0);
}

int tie(uint32_t to, pid_t owner)
{
	struct pt_request request = {.op = PT_OP_TIE, .job = to, .tie = {.pid = owner}};

	return proctrackext_call(extension.pins, &request);
}

/* The hierarchy that can limit memory: cgroup2, or the older one where that has the controller. */
static int limiting_root(void)
{
	int root = cgroup_root();

	cgroup_write(root, "cgroup.subtree_control", "+memory");
	if (faccessat(root, "memory.stat", F_OK, 0) == 0)
		return root;
	close(root);
	limit_file = "memory.limit_in_bytes";
	return open("/sys/fs/cgroup/memory", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

bool owners_begin(void)
{
	limiting = limiting_root();
	cgroup = cgroup_make(limiting, cgroup_name);
	return cgroup >= 0;
}

void owners_end(void)
{
	close(cgroup);
	cgroup_remove(limiting, cgroup_name);
}
