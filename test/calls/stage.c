// SPDX-License-Identifier: Apache-2.0
#include "stage.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>

#include "verbs.h"

enum { WORKERS = 80, ANSWER_MS = 30000, MOST_PROCESSES = 300 };

struct order {
	verb what;
	long a;
	long b;
};

struct answer {
	long value;
	int error;
};

static struct worker workers[WORKERS];
static int far_ends[WORKERS];
static int born;
static struct worker *bystander;
static pid_t director;
static long checks;
static int arguments;
static char **argument_list;
static bool clearing;

const char *pins(void)
{
	const char *named = getenv("PROCTRACK_PINS");

	return named ? named : PROCTRACKEXT_PINS;
}

long now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void breathe(void)
{
	poll(NULL, 0, 1);
}

long argument(int which, long otherwise)
{
	return which + 2 < arguments ? drill_number(argument_list[which + 2], 0, 1 << 24)
				     : otherwise;
}

const char *argument_text(int which)
{
	CHECK(which + 2 < arguments);
	return argument_list[which + 2];
}

struct pt_state figures(void)
{
	struct pt_state state = {0};

	EXPECT(proctrackext_status(pins(), &state), 0, 0);
	return state;
}

static int end_job(uint32_t id)
{
	int job = (int)id, signal = SIGKILL;

	return proctrack_job_kill(&job, &signal);
}

/* Whatever is tracked was born on this stage, for the pins are ours alone. */
static void end_jobs(void)
{
	int32_t pids[512];
	uint32_t jobs[512];
	int count = proctrack_get_all_pids(512, pids, jobs);

	for (int i = 0; i < count && i < 512; i++)
		end_job(jobs[i]);
}

static void clear_stage(void)
{
	if (clearing)
		return;
	clearing = true;
	for (int i = 0; i < born; i++)
		if (workers[i].pidfd >= 0)
			syscall(SYS_pidfd_send_signal, workers[i].pidfd, SIGKILL, NULL, 0);
	for (int i = 0; i < 100 && proctrack_get_all_pids(0, NULL, NULL) > 0; i++) {
		end_jobs();
		poll(NULL, 0, 20);
	}
}

static _Noreturn void failed(void)
{
	if (getpid() == director)
		clear_stage();
	_exit(1);
}

void checked(bool right, const char *file, int line, const char *what)
{
	checks++;
	if (right)
		return;
	fprintf(stderr, "%s:%d: not so: %s\n", file, line, what);
	failed();
}

void expected(long got, int got_error, long value, int error, const char *file, int line,
	      const char *what)
{
	bool right = got == value && (got_error == error || (!error && value != -1));

	checks++;
	if (right)
		return;
	fprintf(stderr, "%s:%d: %s answered %ld (%s), not %ld (%s)\n", file, line, what, got,
		got == -1 || error ? strerrorname_np(got_error) : "-", value,
		strerrorname_np(error));
	failed();
}

static pid_t pid_in_proc(void)
{
	char self[16] = "";
	ssize_t length = readlink("/proc/self", self, sizeof(self) - 1);

	return length > 0 ? atoi(self) : getpid();
}

static _Noreturn void serve(int channel)
{
	struct answer hello = {.value = pid_in_proc()};
	struct order order;

	if (send(channel, &hello, sizeof(hello), MSG_NOSIGNAL) < 0)
		_exit(1);
	while (recv(channel, &order, sizeof(order), 0) == sizeof(order)) {
		struct answer answer;

		errno = 0;
		answer.value = order.what(order.a, order.b);
		answer.error = errno;
		if (send(channel, &answer, sizeof(answer), MSG_NOSIGNAL) < 0)
			break;
	}
	_exit(0);
}

static long fork_worker(long channel, long unused)
{
	(void)unused;
	if (give_birth() == 0)
		serve((int)channel);
	return 0;
}

static struct answer hear(struct worker *worker)
{
	struct pollfd wait[] = {{.fd = worker->channel, .events = POLLIN},
				{.fd = worker->pidfd, .events = POLLIN}};
	struct answer answer = {.value = -1, .error = ECHILD};

	CHECK(poll(wait, worker->pidfd < 0 ? 1 : 2, ANSWER_MS) > 0);
	if (wait[0].revents & POLLIN)
		recv(worker->channel, &answer, sizeof(answer), 0);
	return answer;
}

static struct worker *welcome(struct worker *worker)
{
	worker->pidfd = -1;
	worker->pid = (pid_t)hear(worker).value;
	worker->pidfd = (int)syscall(SYS_pidfd_open, worker->pid, 0);
	CHECK(worker->pidfd >= 0);
	return worker;
}

static struct worker *next_worker(void)
{
	CHECK(born < WORKERS);
	workers[born].pidfd = -1;
	return &workers[born++];
}

struct worker *worker_new(void)
{
	struct worker *worker = next_worker();

	fork_worker(far_ends[born - 1], 0);
	return welcome(worker);
}

struct worker *worker_of(struct worker *parent)
{
	struct worker *worker = next_worker();

	EXPECT(on(parent, fork_worker, far_ends[born - 1], 0), 0, 0);
	return welcome(worker);
}

struct worker *worker_as(uid_t uid)
{
	struct worker *worker = worker_new();

	EXPECT(on(worker, become, uid, MOST_PROCESSES), 0, 0);
	return worker;
}

long on(struct worker *worker, verb what, long a, long b)
{
	struct order order = {.what = what, .a = a, .b = b};
	struct answer answer;

	CHECK(send(worker->channel, &order, sizeof(order), MSG_NOSIGNAL) == sizeof(order));
	answer = hear(worker);
	errno = answer.error;
	return answer.value;
}

long far_end(const struct worker *worker)
{
	return far_ends[worker - workers];
}

bool lives(const struct worker *worker)
{
	struct pollfd wait = {.fd = worker->pidfd, .events = POLLIN};

	return poll(&wait, 1, 0) == 0;
}

void end_worker(struct worker *worker)
{
	syscall(SYS_pidfd_send_signal, worker->pidfd, SIGKILL, NULL, 0);
	AWAIT(!lives(worker));
}

char state_of(pid_t pid)
{
	char path[64], stat[512] = "", *end;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return 0;
	if (read(fd, stat, sizeof(stat) - 1) < 0)
		stat[0] = '\0';
	close(fd);
	end = strrchr(stat, ')');
	return end ? end[2] : 0;
}

static void open_stage(void)
{
	drill_open();
	signal(SIGCHLD, SIG_IGN);
	CHECK(prctl(PR_SET_CHILD_SUBREAPER, 1) == 0);
	for (int i = 0; i < WORKERS; i++) {
		int pair[2];

		CHECK(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) == 0);
		workers[i].channel = pair[0];
		far_ends[i] = pair[1];
	}
	bystander = worker_new();
}

/* Nobody is left, nothing was lost, and no walk kept its cursor. */
static void look_at_figures(void)
{
	struct pt_state state;

	if (access(pins(), F_OK) < 0)
		return;
	AWAIT(figures().counters.tracked == 0);
	state = figures();
	CHECK(state.counters.forks == state.counters.exits);
	CHECK(state.counters.untabled == 0);
	CHECK(state.counters.jobs == 0);
	CHECK(state.counters.lost_exits == 0);
	CHECK(state.counters.hook_misses == 0);
	CHECK(state.counters.signal_failures == 0);
	CHECK(state.counters.cursors == 0);
}

int play(int argc, char **argv, const struct scene *scenes, size_t count)
{
	director = getpid();
	arguments = argc;
	argument_list = argv;
	for (size_t i = 0; i < count; i++) {
		if (argc < 2 || strcmp(argv[1], scenes[i].name) != 0)
			continue;
		open_stage();
		scenes[i].play();
		CHECK(lives(bystander));
		clear_stage();
		look_at_figures();
		while (wait(NULL) > 0 || errno == EINTR)
			;
		printf("%s: %ld checks\n", scenes[i].name, checks);
		return 0;
	}
	fprintf(stderr, "usage: %s SCENE [ARGUMENT...]\nscenes:", argv[0]);
	for (size_t i = 0; i < count; i++)
		fprintf(stderr, " %s", scenes[i].name);
	fprintf(stderr, "\n");
	return 2;
}
