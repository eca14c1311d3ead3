// SPDX-License-Identifier: Apache-2.0
// Calls where there is nothing to call, or another way only.
#include "stage.h"
#include "verbs.h"

enum { JOB = 42, OTHER = 43 };

static void each_says(int error)
{
	int32_t pids[4];
	uint32_t jobs[4];

	EXPECT(reg_self(JOB, 0), -1, error);
	EXPECT(reg_pid(JOB, getpid()), -1, error);
	EXPECT(unreg(JOB, 0), -1, error);
	EXPECT(kill_job(JOB, 0), -1, error);
	EXPECT(kill_job(JOB, SIGKILL), -1, error);
	EXPECT(my_job(0, 0), 0, error);
	EXPECT(proctrack_get_pids(JOB, 4, pids), -1, error);
	EXPECT(proctrack_get_all_pids(4, pids, jobs), -1, error);
	EXPECT(label_job(JOB, 0), -1, error);
	EXPECT(wait_job(JOB, -1), -1, error);
	CHECK(proctrack_version() == 4);
	proctrack_dump_records();
	CHECK(proctrack_job_reg_self(NULL) == -1 && proctrack_job_kill(NULL, NULL) == -1);
	CHECK(proctrack_get_pids(JOB, 4, NULL) == -1);
}

static long each_says_here(long error, long unused)
{
	(void)unused;
	each_says((int)error);
	return 0;
}

/* Nothing is loaded at the pins. */
static void absent(void)
{
	EXPECT(on(worker_as(ALICE), each_says_here, ENOENT, 0), 0, 0);
	EXPECT(on(worker_new(), each_says_here, ENOENT, 0), 0, 0);
}

/* Loaded, but without the calls: closed to users, and root gets in through the pins. */
static void nocalls(void)
{
	struct worker *user = worker_as(ALICE), *member = worker_new();
	int32_t pids[4];
	uint32_t jobs[4];

	EXPECT(on(user, each_says_here, ENOSYS, 0), 0, 0);
	EXPECT(on(member, reg_self, JOB, 0), 0, 0);
	EXPECT(reg_pid(JOB, user->pid), 0, 0);
	EXPECT(on(user, each_says_here, ENOSYS, 0), 0, 0);
	EXPECT(on(member, reg_self, JOB, 0), -1, EEXIST);
	EXPECT(job_of(user->pid, 0), JOB, 0);
	EXPECT(job_of(getpid(), 0), 0, ENOENT);
	EXPECT(proctrack_get_pids(JOB, 4, pids), 2, 0);
	EXPECT(proctrack_get_all_pids(4, pids, jobs), 2, 0);
	CHECK(jobs[0] == JOB && jobs[1] == JOB);
	EXPECT(label_job(JOB, 7), 0, 0);
	EXPECT(unreg(JOB, 0), -1, EBUSY);
	EXPECT(wait_job(JOB, 10), -1, ETIMEDOUT);
	EXPECT(kill_job(JOB, 99), -1, EINVAL);
	EXPECT(kill_job(OTHER, SIGKILL), -1, ESRCH);
	EXPECT(kill_job(JOB, SIGKILL), 0, 0);
	EXPECT(wait_job(JOB, 10000), 0, 0);
	AWAIT(!lives(user) && !lives(member));
}

int main(int argc, char **argv)
{
	static const struct scene scenes[] = {{"absent", absent}, {"nocalls", nocalls}};

	return PLAY(argc, argv, scenes);
}
