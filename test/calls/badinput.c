// SPDX-License-Identifier: Apache-2.0
// What a careless program passes: pointers, lengths, numbers. Nothing crashes, nothing is written
// where it should not be, and nothing changes.
#include <dirent.h>
#include <limits.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/wait.h>

#include "stage.h"
#include "verbs.h"

enum { JOB = 42, OTHER = 43, CANARY = 0x5ca1ab1e, UNBORN = 4194303 };

#define PAGE 4096

/* Three pages, of which the middle one alone is there, with these rights. */
static char *island(int rights)
{
	char *sea = mmap(NULL, 3 * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	CHECK(sea != MAP_FAILED);
	CHECK(mprotect(sea + PAGE, PAGE, rights) == 0);
	return sea + PAGE;
}

static void each_call_refuses(int *bad)
{
	int job = JOB, signal = 0;

	EXPECT(proctrack_job_reg_self(bad), -1, EFAULT);
	EXPECT(proctrack_job_unreg(bad), -1, EFAULT);
	EXPECT(proctrack_job_reg_pid(bad, bad), -1, EFAULT);
	EXPECT(proctrack_job_reg_pid(&job, bad), -1, EFAULT);
	EXPECT(proctrack_job_reg_pid(bad, &job), -1, EFAULT);
	EXPECT(proctrack_job_kill(bad, bad), -1, EFAULT);
	EXPECT(proctrack_job_kill(&job, bad), -1, EFAULT);
	EXPECT(proctrack_job_kill(bad, &signal), -1, EFAULT);
	EXPECT(proctrack_get_job_id(bad), 0, EFAULT);
	EXPECT(proctrack_job_label(JOB, 0, (char *)bad), -1, EFAULT);
}

/* The job has members. */
static void listings_refuse(int *bad)
{
	int32_t pids[64];

	EXPECT(proctrack_get_pids(JOB, 64, bad), -1, EFAULT);
	EXPECT(proctrack_get_all_pids(64, bad, (uint32_t *)bad), -1, EFAULT);
	EXPECT(proctrack_get_all_pids(64, pids, (uint32_t *)bad), -1, EFAULT);
	EXPECT(proctrack_get_all_pids(64, bad, (uint32_t *)pids), -1, EFAULT);
}

static void misaligned_is_fine(char *page)
{
	int job = JOB, self = getpid();
	int *odd = (int *)(page + 5);

	memcpy(page + 5, &job, sizeof(job));
	EXPECT(proctrack_job_unreg(odd), -1, EBUSY);
	memcpy(page + 5, &self, sizeof(self));
	EXPECT(proctrack_get_job_id(odd), JOB, 0);
	EXPECT(proctrack_get_pids(JOB, 8, (int32_t *)(page + 101)), 3, 0);
	EXPECT(proctrack_get_all_pids(8, (int32_t *)(page + 203), (uint32_t *)(page + 307)), 3, 0);
}

/* The last int of a page, and the ints that begin in it and end outside. */
static void ends_of_pages(char *page)
{
	int job = JOB;
	int *last = (int *)(page + PAGE - sizeof(int));

	memcpy(last, &job, sizeof(job));
	EXPECT(proctrack_job_unreg(last), -1, EBUSY);
	EXPECT(proctrack_job_kill(last, &(int){0}), 0, 0);
	memset(last, 'x', sizeof(job)); /* nor is a label over at the page's end */
	for (int i = 1; i < 4; i++)
		each_call_refuses((int *)(page + PAGE - i));
	EXPECT(proctrack_get_pids(JOB, INT_MAX, last - 2), 3, 0);
	EXPECT(proctrack_get_pids(JOB, 1, last), 3, 0);
	EXPECT(proctrack_get_pids(JOB, 3, last), -1, EFAULT);
	EXPECT(proctrack_get_all_pids(1, last, (uint32_t *)last - 1), 3, 0);
	EXPECT(proctrack_get_all_pids(3, last, (uint32_t *)last - 4), -1, EFAULT);
}

static long labels(long root, long unused)
{
	char *page = island(PROT_READ | PROT_WRITE), *end = page + PAGE;
	int good = root ? 0 : EPERM;

	(void)unused;
	memset(page, 'x', PAGE);
	EXPECT(proctrack_job_label(JOB, 0, page), root ? 0 : -1, good);
	EXPECT(proctrack_job_label(JOB, 0, end - 31), root ? 0 : -1, good);
	EXPECT(proctrack_job_label(JOB, 0, end - 3), -1, EFAULT);
	end[-1] = '\0';
	EXPECT(proctrack_job_label(JOB, 0, end - 3), root ? 0 : -1, good);
	EXPECT(proctrack_job_label(JOB, 0, end - 1), root ? 0 : -1, good);
	EXPECT(proctrack_job_label(0, 0, ""), -1, root ? EINVAL : EPERM);
	EXPECT(proctrack_job_label(OTHER, 0, ""), -1, root ? ESRCH : EPERM);
	return 0;
}

/* Done by a member of a job with three processes. */
static long bad_pointers(long root, long unused)
{
	char *page = island(PROT_READ | PROT_WRITE), *constant = island(PROT_READ);
	char *none = island(PROT_NONE);
	void *const bad[] = {NULL,
			     (void *)16,
			     (void *)1,
			     page - PAGE,
			     none,
			     page + PAGE,
			     (void *)0x800000000000UL,
			     (void *)0x8000000000000000UL,
			     (void *)0xffffffff81000000UL,
			     (void *)0xfffffffffffffffcUL,
			     (void *)0xffffffffffffffffUL};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		each_call_refuses(bad[i]);
		listings_refuse(bad[i]);
	}
	listings_refuse((int *)constant);
	EXPECT(proctrack_get_job_id((int *)constant), 0, ENOENT);
	EXPECT(proctrack_job_unreg((int *)constant), -1, EINVAL);
	EXPECT(proctrack_get_pids(JOB, 0, NULL), 3, 0);
	EXPECT(proctrack_get_all_pids(0, NULL, NULL), 3, 0);
	misaligned_is_fine(page);
	ends_of_pages(page);
	return labels(root, unused);
}

static long bad_numbers(long unused, long unused_too)
{
	static const int signals[] = {-1, 65, 99, INT_MIN, INT_MAX};
	int32_t pids[64];
	uint32_t jobs[64];

	(void)unused;
	(void)unused_too;
	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++) {
		EXPECT(kill_job(JOB, signals[i]), -1, EINVAL);
		EXPECT(kill_job(OTHER, signals[i]), -1, EINVAL);
	}
	EXPECT(kill_job(OTHER, 0), -1, ESRCH);
	EXPECT(kill_job(OTHER, SIGKILL), -1, ESRCH);
	EXPECT(kill_job(-1, SIGKILL), -1, ESRCH);
	EXPECT(kill_job(0, 0), -1, EINVAL);
	EXPECT(kill_job(0, SIGKILL), -1, EINVAL);
	EXPECT(reg_self(0, 0), -1, EINVAL);
	EXPECT(unreg(0, 0), -1, EINVAL);
	EXPECT(unreg(-1, 0), 0, 0);
	EXPECT(wait_job(0, 0), -1, EINVAL);
	EXPECT(wait_job(JOB, 0), -1, ETIMEDOUT);
	EXPECT(wait_job(JOB, 20), -1, ETIMEDOUT);
	EXPECT(wait_job(OTHER, 0), 0, 0);
	EXPECT(wait_job(OTHER, -1), 0, 0);
	EXPECT(proctrack_get_pids(0, 64, pids), -1, EINVAL);
	EXPECT(proctrack_get_pids(0, 0, NULL), -1, EINVAL);
	EXPECT(proctrack_get_pids(OTHER, 64, pids), 0, 0);
	EXPECT(proctrack_get_pids(UINT32_MAX, 64, pids), 0, 0);
	EXPECT(proctrack_get_pids(JOB, -1, pids), -1, EINVAL);
	EXPECT(proctrack_get_pids(JOB, INT_MIN, pids), -1, EINVAL);
	EXPECT(proctrack_get_pids(OTHER, -1, NULL), -1, EINVAL);
	EXPECT(proctrack_get_all_pids(-1, pids, jobs), -1, EINVAL);
	EXPECT(proctrack_get_all_pids(INT_MIN, NULL, NULL), -1, EINVAL);
	return 0;
}

/* No byte beyond len, and the right number all the same. */
static long short_buffers(long unused, long unused_too)
{
	int32_t pids[8];
	uint32_t jobs[8];

	(void)unused;
	(void)unused_too;
	for (int len = 0; len <= 5; len++) {
		for (int i = 0; i < 8; i++)
			pids[i] = (int32_t)(jobs[i] = CANARY);
		EXPECT(proctrack_get_pids(JOB, len, pids), 3, 0);
		for (int i = 0; i < 8; i++)
			CHECK((pids[i] == CANARY) == (i >= len || i >= 3));
		for (int i = 0; i < 8; i++)
			pids[i] = CANARY;
		EXPECT(proctrack_get_all_pids(len, pids, jobs), 3, 0);
		for (int i = 0; i < 8; i++) {
			CHECK((pids[i] == CANARY) == (i >= len || i >= 3));
			CHECK((jobs[i] == CANARY) == (i >= len || i >= 3));
		}
	}
	return 0;
}

static pid_t kernel_thread(void)
{
	DIR *proc = opendir("/proc");
	struct dirent *entry;
	pid_t found = 0;

	CHECK(proc);
	while (!found && (entry = readdir(proc))) {
		char path[300], exe[8];
		int pid = atoi(entry->d_name);

		snprintf(path, sizeof(path), "/proc/%d/exe", pid);
		if (pid > 1 && readlink(path, exe, sizeof(exe)) < 0 && errno == ENOENT &&
		    state_of(pid) != 'Z' && getpgid(pid) == 0)
			found = pid;
	}
	closedir(proc);
	return found;
}

static long zombie(long unused, long unused_too)
{
	siginfo_t info;
	pid_t pid;

	(void)unused;
	(void)unused_too;
	signal(SIGCHLD, SIG_DFL);
	pid = give_birth();
	if (pid == 0)
		_exit(0);
	return waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT) == 0 ? pid : -1;
}

static void *wait_for_ever(void *told)
{
	pid_t tid = gettid();

	if (write(*(int *)told, &tid, sizeof(tid)) == sizeof(tid))
		pause();
	return NULL;
}

static long thread_of_three(long unused, long unused_too)
{
	static int told[2];
	pthread_t thread;
	pid_t tid;

	(void)unused;
	(void)unused_too;
	if (pipe(told) < 0 || pthread_create(&thread, NULL, wait_for_ever, &told[1]) != 0)
		return -1;
	return read(told[0], &tid, sizeof(tid)) == sizeof(tid) ? tid : -1;
}

static long reaped(long unused, long unused_too)
{
	pid_t pid = fork();

	(void)unused;
	(void)unused_too;
	if (pid == 0)
		_exit(0);
	signal(SIGCHLD, SIG_DFL);
	waitpid(pid, NULL, 0);
	return pid;
}

struct bad_pid {
	long pid;
	int error;
};

static void strange_pids(struct worker *member, struct worker *user, struct worker *threads)
{
	const struct bad_pid bad[] = {{0, ESRCH},
				      {-1, ESRCH},
				      {INT_MIN, ESRCH},
				      {INT_MAX, ESRCH},
				      {UNBORN, ESRCH},
				      {kernel_thread(), EPERM},
				      {on(threads, thread_of_three, 0, 0), ESRCH},
				      {on(member, zombie, 0, 0), ESRCH},
				      {reaped(0, 0), ESRCH}};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		EXPECT(reg_pid(OTHER, bad[i].pid), -1, bad[i].error);
		EXPECT(reg_pid(0, bad[i].pid), -1, EINVAL);
		EXPECT(on(user, reg_pid, OTHER, bad[i].pid), -1, EPERM);
		EXPECT(job_of(bad[i].pid, 0), 0, ENOENT);
		EXPECT(on(user, job_of, bad[i].pid, 0), 0, ENOENT);
	}
	EXPECT(count_of(OTHER, 0), 0, 0);
	EXPECT(reg_pid(OTHER, threads->pid), 0, 0);
	EXPECT(reg_pid(JOB, threads->pid), -1, EEXIST);
	end_worker(threads);
}

static void everything_as(struct worker *member, bool root)
{
	EXPECT(on(member, bad_pointers, root, 0), 0, 0);
	EXPECT(on(member, bad_numbers, 0, 0), 0, 0);
	EXPECT(on(member, short_buffers, 0, 0), 0, 0);
	EXPECT(on(member, my_job, 0, 0), JOB, 0);
}

static void loaded(void)
{
	struct worker *member = worker_new(), *user = worker_as(ALICE), *threads = worker_new();
	struct worker *second = worker_as(BOB);

	EXPECT(reg_pid(JOB, member->pid), 0, 0);
	EXPECT(on(member, have_children, 2, 0), 2, 0);
	everything_as(member, true);
	strange_pids(member, user, threads);
	CHECK(lives(member) && lives(user));
	EXPECT(kill_job(JOB, SIGKILL), 0, 0);
	AWAIT(unreg(JOB, 0) == 0);
	EXPECT(on(user, reg_self, JOB, 0), 0, 0);
	EXPECT(on(user, have_children, 2, 0), 2, 0);
	everything_as(user, false);
	CHECK(lives(user) && lives(second));
	EXPECT(on(second, kill_job, JOB, -1), -1, EINVAL);
	EXPECT(on(second, reg_self, -1, 0), 0, 0);
	EXPECT(on(second, my_job, 0, 0), UINT32_MAX, 0);
	EXPECT(proctrack_get_pids(UINT32_MAX, 0, NULL), 1, 0);
}

/* Never init, whoever asks. */
static void init(void)
{
	EXPECT(on(worker_as(ALICE), reg_pid, OTHER, 1), -1, EPERM);
	EXPECT(reg_pid(OTHER, 1), -1, EPERM);
	EXPECT(job_of(1, 0), 0, ENOENT);
	EXPECT(count_all(0, 0), 0, 0);
}

int main(int argc, char **argv)
{
	static const struct scene scenes[] = {{"loaded", loaded}, {"init", init}};

	return PLAY(argc, argv, scenes);
}
