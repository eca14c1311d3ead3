// SPDX-License-Identifier: Apache-2.0
/* The tricks that are not for the nodes of users. */
#include "workloads.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <unistd.h>

enum { THREADS = 8, WARM_UP_ROUNDS = 20, THREAD_US = 2000, LOOK_US = 1000 };

static char folder[] = "/tmp/drill-setuid-XXXXXX";
static char helper[sizeof(folder) + sizeof("/helper")];

static void spawn(short flags)
{
	char *argv[] = {"spawned", "role", "stay", NULL};
	posix_spawnattr_t attributes;
	pid_t pid;
	int error;

	posix_spawnattr_init(&attributes);
	posix_spawnattr_setflags(&attributes, flags);
	error = posix_spawn(&pid, "/proc/self/exe", NULL, &attributes, argv, environ);
	if (error)
		give_up(FAILED, "posix_spawn", error);
	posix_spawnattr_destroy(&attributes);
}

/* posix_spawn, plain and with a session of its own: clone(CLONE_VM | CLONE_VFORK) and exec. */
void play_spawn(void)
{
	spawn(0);
	spawn(POSIX_SPAWN_SETSID);
	report_and_linger();
}

static void *live_a_little(void *unused)
{
	usleep(THREAD_US);
	return unused;
}

static void one_round(void)
{
	pthread_t threads[THREADS];

	for (int i = 0; i < THREADS; i++)
		if (pthread_create(&threads[i], NULL, live_a_little, NULL))
			give_up(FAILED, "pthread_create", 0);
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
}

/* Threads that start and exit again and again: one process, however many threads. */
void play_threads(void)
{
	for (int i = 0; i < WARM_UP_ROUNDS; i++)
		one_round();
	report();
	for (;;)
		one_round();
}

static void await_stop(pid_t child)
{
	int status;

	if (waitpid(child, &status, 0) != child || !WIFSTOPPED(status))
		give_up(FAILED, "the child did not stop", 0);
}

static void hold_by_traceme(void)
{
	pid_t child = give_birth();

	if (child == 0) {
		report();
		if (ptrace(PTRACE_TRACEME, 0, 0, 0) < 0)
			give_up(FAILED, "PTRACE_TRACEME", errno);
		raise(SIGUSR1);
		linger();
	}
	await_stop(child);
}

/* Without PTRACE_O_EXITKILL, which would do the work of the kill that is under test. */
static void hold_by_seize(void)
{
	int reports = atomic_load(&board->reports);
	pid_t child = give_birth();

	if (child == 0)
		report_and_linger();
	if (ptrace(PTRACE_SEIZE, child, 0, 0) < 0)
		give_up(FAILED, "PTRACE_SEIZE", errno);
	/* Let it report before it is held. */
	while (atomic_load(&board->reports) == reports)
		usleep(LOOK_US);
	if (ptrace(PTRACE_INTERRUPT, child, 0, 0) < 0)
		give_up(FAILED, "PTRACE_INTERRUPT", errno);
	await_stop(child);
}

/* Children held in a ptrace stop. */
void play_ptrace(void)
{
	hold_by_traceme();
	hold_by_seize();
	report_and_linger();
}

static void remove_helper(void)
{
	unlink(helper);
	rmdir(folder);
}

static void make_helper(void)
{
	int from = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	struct stat self;
	int to;

	if (from < 0 || fstat(from, &self) < 0 || !mkdtemp(folder) || chmod(folder, 0711) < 0)
		give_up(FAILED, folder, errno);
	snprintf(helper, sizeof(helper), "%s/helper", folder);
	to = open(helper, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0700);
	if (to < 0 || sendfile(to, from, NULL, (size_t)self.st_size) != self.st_size ||
	    fchmod(to, 04755) < 0) {
		int error = errno;

		remove_helper();
		give_up(FAILED, helper, error);
	}
	close(to);
	close(from);
}

void play_setuid_helper(void)
{
	arm_member();
	say("uids %d %d\n", (int)getuid(), (int)geteuid());
	report_and_linger();
}

static _Noreturn void run_helper(void)
{
	if (become_nobody() < 0)
		give_up(FAILED, "become nobody", errno);
	execl(helper, "helper", "role", "setuid", NULL);
	give_up(FAILED, helper, errno);
}

/* An unprivileged process executes a setuid-root program: same pid, other credentials. */
void play_setuid_root(void)
{
	struct statvfs tmp;

	if (geteuid() != 0)
		give_up(SKIPPED, "needs root", 0);
	if (statvfs("/tmp", &tmp) == 0 && (tmp.f_flag & ST_NOSUID))
		give_up(SKIPPED, "/tmp is mounted nosuid", 0);
	make_helper();
	if (give_birth() == 0)
		run_helper();
	while (!atomic_load(&board->reports) && waitpid(-1, NULL, WNOHANG) == 0)
		usleep(LOOK_US);
	remove_helper();
	report_and_linger();
}
