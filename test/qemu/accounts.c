// SPDX-License-Identifier: Apache-2.0
// What a job used, against what wait4 says of the same processes; its final record; and its events.
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "accounts.h"
#include "check.h"
#include "drills.h"
#include "scene.h"

enum { NORMAL = 5, FAILED = 3, SIGNALLED = 2, THREADED = 2, THREADS = 3 };
enum { CHILDREN = NORMAL + FAILED + SIGNALLED + THREADED };
enum { WRITTEN = 65536, TOUCHED = 20 << 20, BURN_MS = 40, SETTLE_TRIES = 200, ROUNDS = 4 };

/* What the job's first process knows of itself and of those that it waited for. */
struct known {
	int64_t cpu;	 /* us */
	int64_t max_rss; /* KiB */
	int64_t minor_faults;
};

static void burn(void)
{
	struct timespec now;

	do {
		clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
	} while (now.tv_sec == 0 && now.tv_nsec < BURN_MS * 1000000L);
}

static void write_some(void)
{
	static char bytes[WRITTEN];
	int fd = open("/dev/null", O_WRONLY | O_CLOEXEC);

	if (fd < 0 || write(fd, bytes, sizeof(bytes)) != sizeof(bytes))
		_exit(99);
	close(fd);
}

static void *burn_and_write(void *unused)
{
	(void)unused;
	burn();
	write_some();
	return NULL;
}

/* The first thread ends long before the others. */
static void be_threaded(void)
{
	pthread_t thread;

	for (int i = 0; i < THREADS; i++)
		if (pthread_create(&thread, NULL, burn_and_write, NULL))
			_exit(98);
	pthread_exit(NULL);
}

static void be_child(int number)
{
	char *memory;

	alarm(60);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (number >= NORMAL + FAILED + SIGNALLED)
		be_threaded();
	burn();
	write_some();
	if (number == 0) {
		memory = mmap(NULL, TOUCHED, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
			      -1, 0);
		memset(memory, 1, TOUCHED);
	}
	if (number >= NORMAL + FAILED)
		raise(SIGTERM);
	_exit(number >= NORMAL);
}

static void add(struct known *known, const struct rusage *used)
{
	known->cpu += (used->ru_utime.tv_sec + used->ru_stime.tv_sec) * 1000000L +
		      used->ru_utime.tv_usec + used->ru_stime.tv_usec;
	known->minor_faults += used->ru_minflt;
	if (used->ru_maxrss > known->max_rss)
		known->max_rss = used->ru_maxrss;
}

/* Enter when told, have children, say what they used, and end when told. */
static void be_job(int gate, int report)
{
	struct known known = {0};
	struct rusage used;
	char go;

	alarm(60);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (read(gate, &go, 1) != 1)
		_exit(97);
	for (int i = 0; i < CHILDREN; i++) {
		pid_t child = fork();

		if (child == 0)
			be_child(i);
		if (child < 0 || wait4(child, NULL, 0, &used) != child)
			_exit(96);
		add(&known, &used);
	}
	getrusage(RUSAGE_SELF, &used);
	add(&known, &used);
	_exit(write(report, &known, sizeof(known)) == sizeof(known) ? 0 : 95);
}

static bool counted_all(const struct pt_account *account, const struct known *known)
{
	return (int64_t)(account->usage.cpu / 1000) >= known->cpu;
}

/* The last moments are added when the kernel frees a process, some 10 ms after its end. */
static int final_record(uint32_t id, const struct known *known, struct pt_account *ret_account)
{
	int error = -ESRCH;

	for (int i = 0; i < SETTLE_TRIES; i++) {
		error = account_ended(extension.pins, id, ret_account);
		if (error || counted_all(ret_account, known))
			break;
		poll(NULL, 0, 10);
	}
	return error;
}

static void check_account(const struct pt_account *account, const struct known *known)
{
	const struct pt_usage *usage = &account->usage;
	int64_t cpu = (int64_t)(usage->cpu / 1000);

	check_equal("processes", (long)account->job.total, CHILDREN + 1);
	check_equal("normal ends", (long)usage->ended[PT_END_NORMAL], NORMAL + THREADED + 1);
	check_equal("failed ends", (long)usage->ended[PT_END_FAILED], FAILED);
	check_equal("ends by signal", (long)usage->ended[PT_END_SIGNAL], SIGNALLED);
	check_equal("ends by the OOM killer", (long)usage->ended[PT_END_OOM], 0);
	check_equal("bytes written", (long)usage->write_chars,
		    (CHILDREN - THREADED + THREADED * THREADS) * WRITTEN + (long)sizeof(*known));
	check_equal("largest process", (long)usage->max_rss, known->max_rss * 1024);
	/* one percent, and what the first process did after it had looked at itself */
	check("CPU time",
	      cpu >= known->cpu - known->cpu / 100 && cpu <= known->cpu + known->cpu / 100 + 5000,
	      "%ld us, wait4 has %ld", (long)cpu, (long)known->cpu);
	check("faults",
	      (int64_t)usage->minor_faults >= known->minor_faults &&
		      (int64_t)usage->minor_faults <= known->minor_faults + 200,
	      "%ld, wait4 has %ld", (long)usage->minor_faults, (long)known->minor_faults);
	check("times", account->ended > account->job.since, "it ended before it began");
}

/* How often a figure of the live job was less than before, until the job has its report ready. */
static int falls(int report)
{
	enum { FIGURES = sizeof(struct pt_usage) / sizeof(__u64) };
	struct pollfd ready = {.fd = report, .events = POLLIN};
	__u64 before[FIGURES] = {0}, now[FIGURES];
	int count = 0;

	while (poll(&ready, 1, 0) == 0) {
		struct pt_page page = {.head = {.op = PT_OP_ACCOUNT, .job = job}};

		if (proctrackext_page(extension.pins, &page))
			continue;
		memcpy(now, &page.accounts[0].usage, sizeof(now));
		for (int i = 0; i < FIGURES; i++)
			count += now[i] < before[i];
		memcpy(before, now, sizeof(before));
	}
	return count;
}

static void check_events(uint32_t id, const struct pt_account *account)
{
	struct event_counts counts;

	if (!check_call("events", events_of(extension.pins, id, account->job.generation, &counts)))
		return;
	check_equal("registered", counts.of[PT_EVENT_REGISTERED], 1);
	check_equal("started", counts.of[PT_EVENT_STARTED], CHILDREN);
	check_equal("exited", counts.of[PT_EVENT_EXITED], CHILDREN + 1);
	check_equal("emptied", counts.of[PT_EVENT_EMPTIED], 1);
	check_equal("in order", counts.disorder, 0);
}

/* Answers whether its record has all CPU time, to the last moment of each process. */
static bool account_job(void)
{
	struct pt_request watch = {.op = PT_OP_WATCH, .job = job += 1, .watch = {.on = 1}};
	struct pt_account account = {0};
	struct known known = {0};
	int gate[2], report[2];
	pid_t first;

	if (pipe2(gate, O_CLOEXEC) < 0 || pipe2(report, O_CLOEXEC) < 0)
		return false;
	first = fork();
	if (first == 0)
		be_job(gate[0], report[1]);
	check_call("register", extension_register(&extension, job, first));
	check_call("watch", proctrackext_call(extension.pins, &watch));
	check_equal("go", write(gate[1], "", 1), 1);
	check_equal("figures that fell", falls(report[0]), 0);
	check_equal("report", read(report[0], &known, sizeof(known)), sizeof(known));
	waitpid(first, NULL, 0);
	check_call("end", proctrackext_wait(extension.pins, job, 0, 10000));
	if (check_call("final record", final_record(job, &known, &account))) {
		check_account(&account, &known);
		check_events(job, &account);
	}
	for (int i = 0; i < 2; i++) {
		close(gate[i]);
		close(report[i]);
	}
	return counted_all(&account, &known);
}

/* A host may skip the settling hook when it falls into a process of its own: then once more. */
void drill_accounts(const char *round)
{
	bool whole = false;

	check_begin("%s accounts", round);
	for (int i = 0; i < ROUNDS && !whole; i++)
		whole = account_job();
	check("settled", whole, "in %d jobs some process's last moments are missing", ROUNDS);
}
