// SPDX-License-Identifier: Apache-2.0
// Empty means gone: who gives back memory and locks, or is held by the kernel, is a member until
// then; a zombie is not.
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "drills.h"
#include "proctrack.h"
#include "proctrack_loader.h"
#include "scene.h"

enum { BYTES = 256 << 20, LIFE_SECONDS = 60, WAIT_MS = 30000, SHORT_MS = 300, SILENT = 20 };

static char lock_path[] = "/tmp/drill-gone-XXXXXX";

/* Each process of these scenes ends by itself, at the latest. */
static void arm(void)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	alarm(LIFE_SECONDS);
}

static void say(int to, int what)
{
	if (write(to, &what, sizeof(what)) != sizeof(what))
		_exit(1);
}

static int hear(int from)
{
	int what = -1;

	return read(from, &what, sizeof(what)) == sizeof(what) ? what : -1;
}

/* Runs after its process is in the job. */
typedef void act(int to);

/* A child in a new job that has said something; answers what, and its pid. */
static int member(act *run, pid_t *ret_child)
{
	int gate[2], heard[2], said;
	pid_t child;

	if (pipe2(gate, O_CLOEXEC) < 0 || pipe2(heard, O_CLOEXEC) < 0)
		return -1;
	child = fork();
	if (child == 0) {
		arm();
		hear(gate[0]);
		run(heard[1]);
		for (;;)
			pause();
	}
	if (check_call("register", extension_register(&extension, ++job, child)))
		say(gate[1], 0);
	said = hear(heard[0]);
	close(gate[0]);
	close(gate[1]);
	close(heard[0]);
	close(heard[1]);
	*ret_child = child;
	return said;
}

static void hold_memory(int to)
{
	int lock = open(lock_path, O_RDWR | O_CLOEXEC);
	char *memory =
		mmap(NULL, BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (lock < 0 || flock(lock, LOCK_EX) < 0 || memory == MAP_FAILED)
		_exit(1);
	madvise(memory, BYTES, MADV_NOHUGEPAGE);
	memset(memory, 1, BYTES);
	say(to, 1);
}

static int kill_job(void)
{
	uint32_t signalled;

	return proctrackext_signal(extension.pins, job, SIGKILL, NULL, &signalled);
}

static int wait_by_pins(int timeout_ms)
{
	return proctrackext_wait(extension.pins, job, 0, timeout_ms);
}

static int wait_by_calls(int timeout_ms)
{
	return proctrack_job_wait(job, timeout_ms) < 0 ? -errno : 0;
}

/* The letter of ps(1); 0 = there is no such process. */
static char state_of(pid_t pid)
{
	char path[64], text[256] = "";
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	file = fopen(path, "re");
	if (!file)
		return 0;
	if (!fgets(text, sizeof(text), file) || !strrchr(text, ')'))
		text[0] = '\0';
	fclose(file);
	return text[0] ? strrchr(text, ')')[2] : 0;
}

static bool is_lock_free(void)
{
	int lock = open(lock_path, O_RDWR | O_CLOEXEC);
	bool free = lock >= 0 && flock(lock, LOCK_EX | LOCK_NB) == 0;

	close(lock);
	return free;
}

static void memory_is_back(const char *name, int (*wait_for)(int))
{
	pid_t child = 0;
	char state;

	if (!check(name, member(hold_memory, &child) == 1, "it does not run"))
		return;
	check_call("kill", kill_job());
	check_call("wait", wait_for(WAIT_MS));
	state = state_of(child);
	check("zombie", state == 'Z', "state %c", state);
	check("lock", is_lock_free(), "it is held");
	waitpid(child, NULL, 0);
}

/* The first process of a pid namespace; it says its pid as the others know it. */
static void begin_namespace(int to)
{
	pid_t init;

	if (unshare(CLONE_NEWPID) < 0)
		_exit(1);
	init = fork();
	if (init == 0) {
		alarm(LIFE_SECONDS);
		for (;;)
			pause();
	}
	say(to, init);
}

/*
 * A process outside that does not wait for its dead child inside until it is let go, by the end of
 * file; 0 when it holds the namespace.
 */
static int hold_namespace(pid_t init, pid_t *ret_holder, int *ret_hold)
{
	int heard[2], hold[2], said;

	if (pipe2(heard, O_CLOEXEC) < 0 || pipe2(hold, O_CLOEXEC) < 0)
		return -errno;
	*ret_holder = fork();
	if (*ret_holder == 0) {
		int fd = (int)syscall(SYS_pidfd_open, init, 0);
		pid_t child;

		arm();
		close(hold[1]);
		if (fd < 0 || setns(fd, CLONE_NEWPID) < 0)
			_exit(1);
		child = fork();
		if (child == 0)
			_exit(0);
		waitid(P_PID, (id_t)child, &(siginfo_t){0}, WEXITED | WNOWAIT);
		say(heard[1], 0);
		hear(hold[0]);
		waitpid(child, NULL, 0);
		_exit(0);
	}
	close(heard[1]);
	close(hold[0]);
	*ret_hold = hold[1];
	said = hear(heard[0]);
	close(heard[0]);
	return said;
}

/* It is listed as what it is, and is no one's to join. */
static void check_ending(pid_t pid)
{
	struct pt_page page = {.head = {.op = PT_OP_LIST, .job = job}};
	struct pt_request unregister = {.op = PT_OP_UNREGISTER, .job = job};
	const struct pt_process *first = page.processes;
	uint32_t sent = 1;
	int pids[2] = {0}, error = proctrackext_page(extension.pins, &page);

	check_call("list", error);
	check_equal("listed", page.head.count, 1);
	check("ending", first->pid == (uint32_t)pid && first->flags & PT_PROCESS_ENDING,
	      "pid %u, flags %#x", first->pid, first->flags);
	check("state", !first->state || first->state == PT_STATE_ENDING, "%c", first->state);
	check_equal("find", extension_find(&extension, pid), job);
	check_equal("unregister", proctrackext_call(extension.pins, &unregister), -EBUSY);
	check_call("test", proctrackext_signal(extension.pins, job, 0, NULL, &sent));
	check_call("kill again", kill_job());
	if (extension.features_off & PT_FEATURE_CALLS)
		return;
	check_equal("pids by the calls", proctrack_get_pids(job, 2, pids), 1);
	check_equal("pid by the calls", pids[0], pid);
	check_equal("wait by the calls", wait_by_calls(SHORT_MS), -ETIMEDOUT);
}

static void held_init_is_a_survivor(void)
{
	pid_t child, holder = 0, init = member(begin_namespace, &child);
	int hold = -1;

	if (!check("namespace", init > 0, "there is none") ||
	    !check_call("holder", hold_namespace(init, &holder, &hold)))
		return;
	check_call("kill", kill_job());
	check_equal("wait", wait_by_pins(SHORT_MS), -ETIMEDOUT);
	check_ending(init);
	close(hold);
	check_call("wait for the end", wait_by_pins(WAIT_MS));
	waitpid(holder, NULL, 0);
	waitpid(child, NULL, 0);
	waitpid(init, NULL, 0);
}

/* Nobody hears of their ends: the kernel frees them at once. */
static void begin_silent(int to)
{
	signal(SIGCHLD, SIG_IGN);
	for (int i = 0; i < SILENT; i++)
		if (fork() == 0) {
			alarm(LIFE_SECONDS);
			for (;;)
				pause();
		}
	say(to, 1);
}

static void silent_ends_are_seen(void)
{
	pid_t child = 0;

	if (!check("silent", member(begin_silent, &child) == 1, "it does not run"))
		return;
	check_call("kill", kill_job());
	check_call("wait", wait_by_pins(WAIT_MS));
	waitpid(child, NULL, 0);
}

static void become_idle(int to)
{
	say(to, 1);
}

static void become_zombie(int to)
{
	say(to, 1);
	_exit(0);
}

/* Nobody waits for it. */
static void a_zombie_is_gone(void)
{
	struct pt_request find = {.op = PT_OP_FIND};
	struct pt_page jobs = {.head = {.op = PT_OP_JOBS}};
	pid_t zombie = 0;

	if (!check("zombie's", member(become_zombie, &zombie) == 1, "it does not run"))
		return;
	find.find.pid = zombie;
	waitid(P_PID, (id_t)zombie, &(siginfo_t){0}, WEXITED | WNOWAIT);
	check_equal("find", proctrackext_call(extension.pins, &find), -ENOENT);
	check_call("wait", wait_by_pins(0));
	check_call("jobs", proctrackext_page(extension.pins, &jobs));
	check_equal("no job", jobs.head.count, 0);
	waitpid(zombie, NULL, 0);
}

/* A job whose last process nobody has looked at has ended all the same: the next one is another. */
static void its_id_is_free(void)
{
	pid_t first = 0, second = 0;
	struct pt_page jobs = {.head = {.op = PT_OP_JOBS}};

	if (!check("first's", member(become_zombie, &first) == 1, "it does not run"))
		return;
	waitid(P_PID, (id_t)first, &(siginfo_t){0}, WEXITED | WNOWAIT);
	job--;
	if (!check("second's", member(become_idle, &second) == 1, "it does not run"))
		return;
	check_call("jobs", proctrackext_page(extension.pins, &jobs));
	check_equal("processes ever", jobs.jobs[0].total, 1);
	check_call("kill", kill_job());
	check_call("wait", wait_by_pins(WAIT_MS));
	waitpid(first, NULL, 0);
	waitpid(second, NULL, 0);
}

/* It begins while the wait is held up, so that the waiter finds it in the old one's place. */
static void the_next_job_is_not_waited_for(void)
{
	pid_t old = 0, next = 0, waiter;
	int status = 0;

	if (!check("old", member(become_idle, &old) == 1, "it does not run"))
		return;
	waiter = fork();
	if (waiter == 0) {
		arm();
		_exit(wait_by_calls(SHORT_MS * 10) ? 1 : 0);
	}
	for (int i = 0; i < 1000 && state_of(waiter) != 'S'; i++)
		usleep(10000);
	kill(waiter, SIGSTOP);
	kill(old, SIGKILL);
	waitpid(old, NULL, 0);
	check_call("old's end", wait_by_pins(WAIT_MS));
	job--;
	check("next", member(become_idle, &next) == 1, "it does not run");
	kill(waiter, SIGCONT);
	waitpid(waiter, &status, 0);
	check_equal("wait for the old", WEXITSTATUS(status), 0);
	check_call("next's kill", kill_job());
	check_call("next's end", wait_by_pins(WAIT_MS));
	waitpid(next, NULL, 0);
}

void drill_gone(const char *round)
{
	int lock = mkstemp(lock_path);

	check_begin("%s gone", round);
	if (!check("lock file", lock >= 0, "%s", strerror(errno)))
		return;
	close(lock);
	memory_is_back("memory", wait_by_pins);
	if (!(extension.features_off & PT_FEATURE_CALLS))
		memory_is_back("memory by the calls", wait_by_calls);
	held_init_is_a_survivor();
	silent_ends_are_seen();
	a_zombie_is_gone();
	its_id_is_free();
	if (!(extension.features_off & PT_FEATURE_CALLS))
		the_next_job_is_not_waited_for();
	unlink(lock_path);
	strcpy(lock_path, "/tmp/drill-gone-XXXXXX");
}
