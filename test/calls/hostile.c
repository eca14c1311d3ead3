// SPDX-License-Identifier: Apache-2.0
// The user nobody hammers the calls with everything at hand, while root and another user have
// jobs.
#include <sys/klog.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "sockets.h"
#include "stage.h"
#include "verbs.h"

enum {
	OF_ROOT = 42,
	OF_BOB = 43,
	PASSING = 44,
	OWN = 1000,
	HAMMERS = 4,
	HAMMER_MS = 400,
	MEMBERS = 5,
	KILL_MS = 2000,
	LOG_BYTES = 1 << 20,
	KLOG_READ_ALL = 3,
};

static unsigned int state;

static unsigned int dice(unsigned int sides)
{
	return (unsigned int)rand_r(&state) % sides;
}

static uint32_t noise(void)
{
	return (uint32_t)rand_r(&state) << 16 ^ (uint32_t)rand_r(&state);
}

static uint32_t some_job(void)
{
	const uint32_t jobs[] = {OF_ROOT, OF_BOB, OWN + dice(50), OWN, 0, noise()};

	return jobs[dice(6)];
}

static int some_op(void)
{
	return dice(8) ? (int)dice(13) : (int)noise();
}

/* Sometimes a request that could be right, sometimes not even its size is. */
static void random_request(int fd)
{
	static char bytes[8192];
	struct pt_request request = {.op = (uint32_t)some_op(), .job = some_job()};
	int op = some_op();
	socklen_t size = dice(4) ? sizeof(request) : (socklen_t)dice(sizeof(bytes));
	int level = call_level() + (dice(5) ? 0 : (int)dice(8) - 3);

	if (op == PT_OP_SIGNAL) {
		request.signal.number = dice(2) ? SIGKILL : (int32_t)dice(66);
	} else {
		request.reg.pid = dice(3) ? 0 : (int32_t)dice(33000);
		request.reg.flags = dice(2) ? 0 : noise();
	}
	for (size_t i = 0; i < sizeof(bytes) / 4; i += 1 + dice(16))
		((uint32_t *)bytes)[i] = noise();
	if (dice(3))
		memcpy(bytes, &request, sizeof(request));
	setsockopt(fd, level, op, bytes, size);
}

static void random_question(int fd)
{
	static char bytes[8192];
	socklen_t size = dice(3) ? 4096 : (socklen_t)dice(sizeof(bytes));
	int about = dice(2) ? (int)some_job() : (int)dice(70000) - 100;

	getsockopt(fd, call_level() + (int)dice(7) - 1, about, dice(20) ? bytes : NULL, &size);
}

static void random_call(void)
{
	long job = some_job();

	switch (dice(8)) {
	case 0:
		reg_self(job, 0);
		break;
	case 1:
		reg_pid(job, dice(33000));
		break;
	case 2:
		unreg(job, 0);
		break;
	case 3:
		kill_job(job, dice(3) ? SIGKILL : dice(66));
		break;
	case 4:
		job_of(dice(33000), 0);
		break;
	case 5:
		lists(job, 1);
		break;
	case 6:
		lists_all(job, 1);
		break;
	case 7:
		label_job(job, dice(100));
		break;
	}
}

static _Noreturn void hammer(unsigned int seed)
{
	static const int kinds[][2] = {
		{AF_UNIX, SOCK_DGRAM}, {AF_INET, SOCK_STREAM}, {AF_INET, SOCK_DGRAM}};

	state = seed;
	signal(SIGALRM, SIG_DFL); /* it may send itself one, which is no news */
	for (;;) {
		int kind = (int)dice(3);
		int fd = socket(kinds[kind][0], kinds[kind][1] | SOCK_CLOEXEC, 0);

		for (int i = 0; i < 50; i++) {
			random_request(fd);
			random_question(fd);
			random_call();
			if (dice(200) == 0 && fork() == 0)
				_exit(0);
		}
		close(fd);
	}
}

/* A hammer may hit itself; then there is another one. Returns when the time is over. */
static _Noreturn void keep_hammering(long ms, unsigned int seed)
{
	long until = now_ms() + ms;

	signal(SIGCHLD, SIG_DFL);
	while (now_ms() < until) {
		long end = now_ms() + HAMMER_MS;
		pid_t pid = give_birth();

		if (pid == 0) {
			signal(SIGCHLD, SIG_IGN);
			hammer(seed);
		}
		while (now_ms() < end && waitpid(pid, NULL, WNOHANG) == 0)
			breathe();
		kill(pid, SIGKILL);
		while (waitpid(pid, NULL, 0) > 0)
			;
		seed += 7919;
	}
	_exit(0);
}

static long start_hammer(long ms, long seed)
{
	pid_t pid = give_birth();

	if (pid == 0)
		keep_hammering(ms, (unsigned int)seed);
	return pid;
}

/* Warnings of the kernel so far; -1 = it does not let us see. */
static int warnings(void)
{
	static const char *const words[] = {"WARNING:", "BUG:", "Oops", "soft lockup", "stall"};
	static char log[LOG_BYTES + 1];
	int found = 0, size = klogctl(KLOG_READ_ALL, log, LOG_BYTES);

	if (size < 0)
		return -1;
	log[size] = '\0';
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		for (char *at = log; (at = strstr(at, words[i])); at++)
			found++;
	return found;
}

static struct pt_job_info job_info(uint32_t id)
{
	struct pt_page page = {.head = {.op = PT_OP_JOBS}};

	do {
		EXPECT(proctrackext_page(pins(), &page), 0, 0);
		for (uint32_t i = 0; i < page.head.count; i++)
			if (page.jobs[i].id == id)
				return page.jobs[i];
	} while (page.head.list.after);
	return (struct pt_job_info){0};
}

static void unchanged(uint32_t job, uint32_t owner, struct worker *member)
{
	struct pt_job_info info = job_info(job);

	CHECK(info.uid == owner && info.flags == 0 && info.processes == MEMBERS);
	CHECK(info.user == owner + 5 && strcmp(info.label, "a test") == 0);
	CHECK(info.untabled == 0);
	CHECK(lives(member));
	EXPECT(on(member, my_job, 0, 0), job, 0);
	EXPECT(count_of(job, 0), MEMBERS, 0);
	EXPECT(lists(job, member->pid), 1, 0);
}

/* A child that comes into the job, answers, and leaves: no mark was set. */
static long child_works(long job, long unused)
{
	int status;
	pid_t pid;

	(void)unused;
	signal(SIGCHLD, SIG_DFL);
	pid = give_birth();
	if (pid == 0) {
		for (int i = 0; i < 5; i++)
			breathe();
		_exit(my_job(0, 0) == job ? 0 : 1);
	}
	CHECK(waitpid(pid, &status, 0) == pid);
	signal(SIGCHLD, SIG_IGN);
	return status;
}

/* Root's own kill, in the middle of it all; of a job that the hammers do not take for theirs. */
static long kill_something(struct worker *root)
{
	long begin = now_ms();

	EXPECT(on(root, child_joins, PASSING, 0), 0, 0);
	EXPECT(kill_job(PASSING, SIGKILL), 0, 0);
	AWAIT(unreg(PASSING, 0) == 0);
	return now_ms() - begin;
}

static struct worker *victim(uint32_t job, uid_t uid)
{
	struct worker *worker = uid ? worker_as(uid) : worker_new();

	EXPECT(on(worker, reg_self, job, 0), 0, 0);
	EXPECT(on(worker, have_children, MEMBERS - 1, 0), MEMBERS - 1, 0);
	EXPECT(label_job(job, uid + 5), 0, 0);
	return worker;
}

static void hammered(void)
{
	long ms = argument(0, 10) * 1000, slowest = 0, rounds = 0, end;
	struct worker *of_root = victim(OF_ROOT, 0), *of_bob = victim(OF_BOB, BOB);
	struct worker *root = worker_new(), *hostile = worker_as(NOBODY);
	int before = warnings();

	for (int i = 0; i < HAMMERS; i++)
		CHECK(on(hostile, start_hammer, ms, now_ms() + i) > 0);
	for (end = now_ms() + ms; now_ms() < end; rounds++) {
		long took;

		unchanged(OF_ROOT, 0, of_root);
		unchanged(OF_BOB, BOB, of_bob);
		EXPECT(on(of_root, child_works, OF_ROOT, 0), 0, 0);
		EXPECT(on(of_bob, child_works, OF_BOB, 0), 0, 0);
		took = kill_something(root);
		slowest = took > slowest ? took : slowest;
		CHECK(lives(hostile));
	}
	CHECK(slowest < KILL_MS);
	AWAIT(figures().counters.jobs == 2);
	unchanged(OF_ROOT, 0, of_root);
	unchanged(OF_BOB, BOB, of_bob);
	CHECK(figures().counters.untabled == 0 && figures().counters.cursors == 0 &&
	      figures().closed == 0);
	CHECK(figures().counters.forks - figures().counters.exits == figures().counters.tracked);
	CHECK(warnings() <= before || before < 0);
	printf("%ld rounds, the slowest kill took %ld ms, %llu processes came and went\n", rounds,
	       slowest, (unsigned long long)figures().counters.exits);
}

int main(int argc, char **argv)
{
	static const struct scene scenes[] = {{"hammer", hammered}};

	if (argc > 2) { /* its own length, and what everybody has for the rest */
		char life[24];

		snprintf(life, sizeof(life), "%ld", drill_number(argv[2], 1, 500) + 60);
		setenv(DRILL_SECONDS, life, 1);
	}
	return PLAY(argc, argv, scenes);
}
