// SPDX-License-Identifier: Apache-2.0
// Many threads that call everything at once, and threads that register their process.
#include <pthread.h>
#include <stdatomic.h>
#include <sys/syscall.h>

#include "stage.h"
#include "verbs.h"

enum { JOB = 42, OTHER = 43, THREADS = 64, KINDS = 10 };

static long end;
static long alone; /* how many there are in all */
static atomic_long calls, wrong;

static void plausible(bool right, const char *what, long got, int error)
{
	atomic_fetch_add(&calls, 1);
	if (right || atomic_fetch_add(&wrong, 1) > 5)
		return;
	fprintf(stderr, "%s answered %ld, %s\n", what, got, strerrorname_np(error));
}

#define PLAUSIBLE(call, condition)                                                                 \
	do {                                                                                       \
		errno = 0;                                                                         \
		long got = (long)(call);                                                           \
		int error = errno;                                                                 \
		plausible((condition), #call, got, error);                                         \
	} while (0)

static void call_something(unsigned int which)
{
	switch (which % KINDS) {
	case 0:
		PLAUSIBLE(my_job(0, 0), got == JOB);
		break;
	case 1:
		PLAUSIBLE(lists(JOB, getpid()), got == 1);
		break;
	case 2:
		PLAUSIBLE(lists_all(JOB, getpid()), got == 1);
		break;
	case 3:
		PLAUSIBLE(kill_job(JOB, 0), got == 0);
		break;
	case 4:
		PLAUSIBLE(unreg(JOB, 0), got == -1 && error == EBUSY);
		break;
	case 5:
		PLAUSIBLE(reg_self(OTHER, 0), got == -1 && error == EEXIST);
		break;
	case 6:
		PLAUSIBLE(kill_job(OTHER, SIGKILL), got == -1 && error == ESRCH);
		break;
	case 7:
		PLAUSIBLE(count_of(OTHER, 0), got == 0);
		break;
	case 8:
		PLAUSIBLE(reg_pid(OTHER, getpid()),
			  got == -1 && (error == EEXIST || error == EPERM));
		break;
	case 9:
		PLAUSIBLE(count_all(0, 0), got == alone);
		break;
	}
}

static void *call_everything(void *seed)
{
	unsigned int state = (unsigned int)(uintptr_t)seed;

	while (now_ms() < end)
		call_something((unsigned int)rand_r(&state));
	return NULL;
}

static long everything_at_once(long ms, long count)
{
	pthread_t threads[THREADS];

	end = now_ms() + ms;
	alone = count;
	for (size_t i = 0; i < THREADS; i++)
		CHECK(pthread_create(&threads[i], NULL, call_everything, (void *)(i + 1)) == 0);
	for (int i = 0; i < THREADS; i++)
		CHECK(pthread_join(threads[i], NULL) == 0);
	CHECK(atomic_load(&calls) > THREADS);
	return atomic_load(&wrong);
}

static void many(void)
{
	struct worker *root = worker_new(), *alice = worker_as(ALICE);
	long ms = argument(0, 2000);

	EXPECT(on(root, reg_self, JOB, 0), 0, 0);
	EXPECT(on(root, everything_at_once, ms, 1), 0, 0);
	EXPECT(kill_job(JOB, SIGKILL), 0, 0);
	AWAIT(unreg(JOB, 0) == 0);
	EXPECT(on(alice, reg_self, JOB, 0), 0, 0);
	EXPECT(on(alice, have_children, 30, 0), 30, 0);
	EXPECT(on(alice, everything_at_once, ms, 31), 0, 0);
}

static int registered; /* the first registration's errno, or 0 */

static void *register_here(void *unused)
{
	(void)unused;
	registered = reg_self(JOB, 0) < 0 ? errno : 0;
	if (reg_self(JOB, 0) != -1 || errno != EEXIST)
		registered = EPROTO;
	if (my_job(0, 0) != JOB)
		registered = ENOENT;
	return NULL;
}

static long register_in_a_thread(long unused, long unused_too)
{
	pthread_t thread;

	(void)unused;
	(void)unused_too;
	CHECK(pthread_create(&thread, NULL, register_here, NULL) == 0);
	CHECK(pthread_join(thread, NULL) == 0);
	errno = registered;
	return registered ? -1 : 0;
}

/* In the pipe: 0 or an errno, then the pid of a child that the thread has made. */
static void *outlive_the_leader(void *pipe_end)
{
	int told = *(int *)pipe_end;
	pid_t child;

	while (state_of(getpid()) != 'Z')
		breathe();
	register_here(NULL);
	child = give_birth();
	if (child == 0)
		linger();
	if (write(told, &registered, sizeof(registered)) != sizeof(registered) ||
	    write(told, &child, sizeof(child)) != sizeof(child))
		_exit(1);
	for (;;)
		pause();
}

static int told[2];

/* A process whose leader exits before another thread registers it; answers its pid. */
static long leaderless(long unused, long unused_too)
{
	pid_t pid = give_birth();

	(void)unused;
	(void)unused_too;
	if (pid == 0) {
		pthread_t thread;

		CHECK(pthread_create(&thread, NULL, outlive_the_leader, &told[1]) == 0);
		syscall(SYS_exit, 0);
	}
	return pid;
}

static void heard(void *what, size_t size)
{
	CHECK(read(told[0], what, size) == (ssize_t)size);
}

static void leader_has_gone(uid_t uid)
{
	struct worker *parent = worker_new(), *owner = uid ? worker_as(uid) : worker_new();
	pid_t pid, child;
	int error;

	if (uid)
		EXPECT(on(parent, become, uid, 100), 0, 0);
	pid = (pid_t)on(parent, leaderless, 0, 0);
	heard(&error, sizeof(error));
	heard(&child, sizeof(child));
	CHECK(error == 0);
	EXPECT(job_of(pid, 0), JOB, 0);
	EXPECT(job_of(child, 0), JOB, 0);
	EXPECT(job_of(parent->pid, 0), 0, ENOENT);
	EXPECT(count_of(JOB, 0), 2, 0);
	EXPECT(on(owner, kill_job, JOB, 0), 0, 0);
	EXPECT(on(owner, kill_job, JOB, SIGKILL), 0, 0);
	AWAIT(count_of(JOB, 0) == 0);
	AWAIT(state_of(pid) == 0 && state_of(child) == 0);
	CHECK(lives(parent) && lives(owner));
}

static void registering(void)
{
	struct worker *root = worker_new(), *alice = worker_as(ALICE);

	EXPECT(on(root, register_in_a_thread, 0, 0), 0, 0);
	EXPECT(job_of(root->pid, 0), JOB, 0);
	EXPECT(kill_job(JOB, SIGKILL), 0, 0);
	AWAIT(!lives(root));
	AWAIT(unreg(JOB, 0) == 0);
	EXPECT(on(alice, register_in_a_thread, 0, 0), 0, 0);
	EXPECT(job_of(alice->pid, 0), JOB, 0);
	EXPECT(count_of(JOB, 0), 1, 0);
}

static void leaders(void)
{
	CHECK(pipe(told) == 0);
	leader_has_gone(0);
	leader_has_gone(ALICE);
}

int main(int argc, char **argv)
{
	static const struct scene scenes[] = {
		{"many", many}, {"register", registering}, {"leader", leaders}};

	return PLAY(argc, argv, scenes);
}
