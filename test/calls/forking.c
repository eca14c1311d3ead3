// SPDX-License-Identifier: Apache-2.0
// The owner's signals, while the job forks.
#include "credentials.h"
#include "stage.h"
#include "verbs.h"

#include <sys/prctl.h>
#include <sys/wait.h>

enum { JOB = 42, BOMB_MOST = 100, BOMB_USER = 61503 };

/* Some go on, some are replaced by their children, some end where no more are allowed. */
static _Noreturn void bomb_process(void)
{
	unsigned int turn = (unsigned int)getpid();

	arm_member();
	signal(SIGCHLD, SIG_IGN);
	for (;; turn++) {
		pid_t pid = fork();

		if (pid == 0) {
			arm_member();
			turn = (unsigned int)getpid();
			continue;
		}
		if (turn % 4 == 0)
			_exit(0);
		if (pid < 0)
			breathe();
	}
}

static long start_bomb(long seeds, long unused)
{
	(void)unused;
	for (long i = 0; i < seeds; i++)
		if (fork() == 0)
			bomb_process();
	return 0;
}

/* Forks go on: the extension counts them. */
static void await_forks(uint64_t more)
{
	uint64_t before = figures().counters.forks;

	AWAIT(figures().counters.forks > before + more);
}

static struct worker *bomb_in_job(void)
{
	struct worker *bomber = worker_new();

	EXPECT(on(bomber, become, BOMB_USER, BOMB_MOST), 0, 0);
	EXPECT(on(bomber, reg_self, JOB, 0), 0, 0);
	return bomber;
}

static void killed_while_it_forks(void)
{
	struct worker *killer = worker_as(BOMB_USER), *bystander = worker_as(BOMB_USER);

	for (int round = 0; round < 5; round++) {
		struct worker *bomber = bomb_in_job();

		EXPECT(on(bomber, start_bomb, 8, 0), 0, 0);
		await_forks(1000);
		EXPECT(on(killer, kill_job, JOB, SIGKILL), 0, 0);
		AWAIT(count_of(JOB, 0) == 0);
		AWAIT(!lives(bomber));
		CHECK(lives(killer) && lives(bystander));
	}
}

static bool all_in_state(const char *letters)
{
	int32_t pids[512];
	int count = proctrack_get_pids(JOB, 512, pids);

	for (int i = 0; i < count; i++) {
		char state = state_of(pids[i]);

		if (state && !strchr(letters, state))
			return false;
	}
	return count > 0;
}

static void stopped_while_it_forks(void)
{
	struct worker *owner = worker_as(BOMB_USER), *bystander = worker_as(BOMB_USER);
	struct worker *bomber = bomb_in_job();

	EXPECT(on(bomber, start_bomb, 8, 0), 0, 0);
	for (int round = 0; round < 3; round++) {
		uint64_t forks;

		await_forks(500);
		EXPECT(on(owner, kill_job, JOB, SIGSTOP), 0, 0);
		AWAIT(all_in_state("TZX"));
		forks = figures().counters.forks;
		for (int i = 0; i < 50; i++)
			breathe();
		CHECK(figures().counters.forks == forks);
		EXPECT(on(owner, kill_job, JOB, SIGCONT), 0, 0);
	}
	await_forks(500);
	EXPECT(on(owner, kill_job, JOB, SIGSTOP), 0, 0);
	EXPECT(on(owner, kill_job, JOB, SIGKILL), 0, 0); /* a stopped process dies too */
	AWAIT(count_of(JOB, 0) == 0);
	CHECK(lives(owner) && lives(bystander));
}

static void subordinate_users(void)
{
	if (no_user_namespaces())
		return;
	struct worker *owner = worker_as(ALICE), *bob = worker_as(BOB);
	struct worker *alice = worker_as(ALICE), *below = subordinate_of(ALICE, BOMB_MOST);

	EXPECT(on(alice, reg_self, JOB, 0), 0, 0);
	EXPECT(reg_pid(JOB, below->pid), 0, 0);
	EXPECT(on(below, have_children, 3, 0), 3, 0);
	EXPECT(on(below, kill_job, JOB, 0), 0, 0);
	EXPECT(on(bob, kill_pid, below->pid, 0), -1, EPERM);
	EXPECT(on(bob, kill_job, JOB, SIGKILL), -1, EPERM);
	EXPECT(on(owner, kill_pid, below->pid, 0), 0, 0);
	EXPECT(on(owner, kill_job, JOB, SIGKILL), 0, 0);
	AWAIT(count_of(JOB, 0) == 0);
	/* a process leaves its job before its pidfd tells */
	AWAIT(!lives(alice) && !lives(below));
}

/* kill(2) lets the owner end them, so he ends those as well who are born meanwhile. */
static void subordinates_that_fork(void)
{
	if (no_user_namespaces())
		return;
	struct worker *owner = worker_as(ALICE);

	for (int round = 0; round < 5; round++) {
		struct worker *alice = worker_as(ALICE), *below = subordinate_of(ALICE, BOMB_MOST);

		EXPECT(on(alice, reg_self, JOB, 0), 0, 0);
		EXPECT(reg_pid(JOB, below->pid), 0, 0);
		EXPECT(on(below, start_bomb, 8, 0), 0, 0);
		await_forks(1000);
		EXPECT(on(owner, kill_pid, below->pid, 0), 0, 0);
		EXPECT(on(owner, kill_job, JOB, SIGKILL), 0, 0);
		AWAIT(count_of(JOB, 0) == 0);
		CHECK(lives(owner));
	}
}

/* Children that enter the job and end at once; the parent stays outside, and ends with us. */
static long churn(long unused, long unused_too)
{
	(void)unused;
	(void)unused_too;
	if (fork() != 0)
		return 0;
	arm_member();
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	signal(SIGCHLD, SIG_IGN);
	for (;;) {
		if (fork() == 0) {
			reg_self(JOB, 0);
			_exit(0);
		}
		waitpid(-1, NULL, 0);
	}
}

/* Who is just ending is gone, and no reason for EPERM. */
static void killed_while_it_ends(void)
{
	struct worker *owner = worker_as(ALICE), *alice = worker_as(ALICE);
	long end, reached = 0;

	EXPECT(on(alice, churn, 0, 0), 0, 0);
	await_forks(10);
	for (end = now_ms() + 3000; now_ms() < end;) {
		errno = 0;
		if (on(owner, kill_job, JOB, SIGKILL) == 0)
			reached++;
		else
			CHECK(errno == ESRCH);
	}
	CHECK(reached > 0);
	end_worker(alice);
}

int main(int argc, char **argv)
{
	static const struct scene scenes[] = {{"kill", killed_while_it_forks},
					      {"suspend", stopped_while_it_forks},
					      {"subordinates", subordinate_users},
					      {"subordinate-kill", subordinates_that_fork},
					      {"ending", killed_while_it_ends}};

	return PLAY(argc, argv, scenes);
}
