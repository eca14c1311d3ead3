// SPDX-License-Identifier: Apache-2.0
// Who may be tied to whom, and by whom: through the pins, and by the calls.
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "callers.h"
#include "check.h"
#include "owner.h"
#include "owners.h"
#include "proctrack.h"
#include "proctrack_loader.h"
#include "scene.h"

enum { USER = 61781, STRANGER = 61782, LIFE_SECONDS = 60, NO_PID = 4194303 };

static pid_t owner; /* whom a caller names */

static int tie_job(int *number)
{
	return failure(proctrack_job_tie((uint32_t)*number, owner));
}

static int tie_by_pidfd(int *number)
{
	int fd = (int)syscall(SYS_pidfd_open, owner, 0);
	int error = fd < 0 ? -errno : failure(proctrack_job_tie_pidfd((uint32_t)*number, fd));

	close(fd);
	return error;
}

/* The caller itself is the owner, and ends. */
static int tie_to_self(int *number)
{
	owner = getpid();
	return tie_job(number);
}

/* It has ended, and nobody has waited for it. */
static int tie_to_the_dead(int *number)
{
	int fd, error;
	siginfo_t info;

	owner = fork();
	if (owner == 0)
		_exit(0);
	fd = (int)syscall(SYS_pidfd_open, owner, 0);
	waitid(P_PID, (id_t)owner, &info, WEXITED | WNOWAIT);
	error = failure(proctrack_job_tie_pidfd((uint32_t)*number, fd));
	if (error == -ESRCH)
		error = tie_job(number);
	waitpid(owner, NULL, 0);
	if (error == -ESRCH)
		error = failure(proctrack_job_tie_pidfd((uint32_t)*number, fd));
	close(fd);
	return error;
}

static void *sleeps(void *tid)
{
	*(pid_t *)tid = (pid_t)syscall(SYS_gettid);
	sleep(LIFE_SECONDS);
	return NULL;
}

static int tie_to_a_thread(int *number)
{
	pthread_t thread;
	volatile pid_t tid = 0;

	if (pthread_create(&thread, NULL, sleeps, (void *)&tid) != 0)
		return -EAGAIN;
	while (!tid)
		usleep(1000);
	owner = tid;
	return tie_job(number);
}

static int tie_no_pidfd(int *number)
{
	return failure(proctrack_job_tie_pidfd((uint32_t)*number, STDERR_FILENO));
}

static pid_t sleeper(uid_t user)
{
	pid_t child = fork();

	if (child)
		return child;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	alarm(LIFE_SECONDS);
	if (setuid(user) < 0)
		_exit(1);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (;;)
		pause();
}

static void end(pid_t child)
{
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
}

static bool lives(pid_t child)
{
	return waitpid(child, NULL, WNOHANG) == 0;
}

static void refuse_root(const char *round, int number)
{
	check_begin("%s root ties", round);
	check_equal("job 0", tie(0, owner), -EINVAL);
	check_equal("no job", tie(job + 1, owner), -ESRCH);
	check_equal("no process", tie(job, NO_PID), -ESRCH);
	check_equal("init", tie(job, 1), -EPERM);
	check_equal("a kernel thread", tie(job, 2), -EPERM);
	check_equal("a negative pid", tie(job, -1), -ESRCH);
	check_equal("a thread", run_as(0, tie_to_a_thread, number), -ESRCH);
}

static void refuse_users(const char *round, int number, pid_t strangers)
{
	pid_t mine = owner;

	check_begin("%s users tie", round);
	check_equal("another's job", run_as(STRANGER, tie_job, number), -EPERM);
	owner = strangers;
	check_equal("another's process", run_as(USER, tie_job, number), -EPERM);
	owner = 0;
	check_equal("untie another's", run_as(STRANGER, tie_job, number), -EPERM);
	owner = 1;
	check_equal("init", run_as(USER, tie_job, number), -EPERM);
	owner = mine;
	check_equal("no job", run_as(USER, tie_job, number + 1), -ESRCH);
	check_equal("job 0", run_as(USER, tie_job, 0), -EINVAL);
	check_equal("the dead", run_as(USER, tie_to_the_dead, number), -ESRCH);
	check_equal("no pidfd", run_as(USER, tie_no_pidfd, number), -EBADF);
	check_equal("a thread", run_as(USER, tie_to_a_thread, number), -ESRCH);
	owner = mine;
}

/* A user's tie kills whom the user might have killed; root's, all. */
static void reach(const char *round, bool by_root)
{
	int number = (int)++job;
	pid_t one = member(USER, &number), roots = member(0, &number);

	check_begin("%s %s tie of a job with root's process", round,
		    by_root ? "root's" : "a user's");
	owner = sleeper(USER);
	check_call("tie", by_root ? tie(job, owner) : run_as(USER, tie_job, number));
	end(owner);
	check("killed", was_killed(one, SIGKILL), "it lives");
	if (by_root)
		check("root's killed", was_killed(roots, SIGKILL), "it lives");
	else
		check("root's lives", lives(roots), "it is dead");
	if (!by_root)
		end(roots);
}

void drill_ties(const char *round)
{
	int number = (int)++job;
	pid_t one = member(USER, &number), strangers = sleeper(STRANGER);

	check_begin("%s ties", round);
	check("member", one > 0, "error %d", -one);
	owner = sleeper(USER);
	refuse_root(round, number);
	refuse_users(round, number, strangers);
	check_call("by pid", run_as(USER, tie_job, number));
	check_call("again, by pidfd", run_as(USER, tie_by_pidfd, number));
	end(owner);
	check("killed", was_killed(one, SIGKILL), "it lives");
	check("stranger", lives(strangers), "it is dead");
	end(strangers);

	number = (int)++job;
	one = member(USER, &number);
	check_call("to oneself", run_as(USER, tie_to_self, number));
	check("killed", was_killed(one, SIGKILL), "it lives");
	reach(round, false);
	reach(round, true);
}
