// SPDX-License-Identifier: Apache-2.0
// The cost of the fork, exit and free hooks, and of the wake-up hook where it is loaded, by the
// kernel's own BPF statistics: for processes in no job, for members, and for an empty program on
// the same tracepoints, once attached before the extension and once behind it. Options: -f forks in
// a block, -r rounds.
#include "bench.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

enum { FORK, EXIT, FREE, WAKE, HOOKS };
enum { FIRST, OURS, LAST, PROGRAMS };
enum { NO_JOB, IN_JOB, PLACES };
enum { GRACE_MS = 300 }; /* the kernel frees a process some 10 ms after its end */

static const char *const hook_names[] = {"fork", "exit", "free", "wake"};
static const char *const pins[] = {"proctrack_fork", "proctrack_exit", "proctrack_free",
				   "proctrack_wake"};
static const char *const empties[] = {"empty_fork", "empty_exit", "empty_free", "empty_wake"};
static const char *const program_names[] = {"empty program, attached first", "extension",
					    "empty program, attached last"};
static const char *const place_names[] = {"in no job", "in a job"};

static int forks = 2000, rounds = 21;
static int hooks; /* without WAKE unless it is loaded */
static int programs[HOOKS][PROGRAMS];
static struct series costs[HOOKS][PROGRAMS][PLACES];

struct figures {
	unsigned long long ns, runs;
};

static struct figures figures_of(int program)
{
	struct bpf_prog_info info = {0};
	unsigned length = sizeof(info);

	if (bpf_obj_get_info_by_fd(program, &info, &length) < 0)
		die("program", 0);
	return (struct figures){info.run_time_ns, info.run_cnt};
}

static struct bpf_object *attach_empty(int which)
{
	struct bpf_object *object = bpf_object__open_file("build/empty.bpf.o", NULL);

	if (!object || bpf_object__load(object) < 0)
		die("empty program", 0);
	for (int hook = 0; hook < HOOKS; hook++) {
		struct bpf_program *program =
			bpf_object__find_program_by_name(object, empties[hook]);

		if (!program || !bpf_program__attach(program))
			die(empties[hook], 0);
		programs[hook][which] = bpf_program__fd(program);
	}
	return object;
}

static int program_behind(const char *pin)
{
	struct bpf_link_info info = {0};
	unsigned length = sizeof(info);
	char path[256];
	int link, program;

	snprintf(path, sizeof(path), "%s/%s", BENCH_PINS, pin);
	link = bpf_obj_get(path);
	if (link < 0 || bpf_obj_get_info_by_fd(link, &info, &length) < 0)
		die(path, 0);
	program = bpf_prog_get_fd_by_id(info.prog_id);
	if (program < 0)
		die(path, 0);
	close(link);
	return program;
}

static bool has_backup_hooks(void)
{
	struct pt_state state;
	int error = proctrackext_status(BENCH_PINS, &state);

	if (error)
		die("status", error);
	return state.features & PT_FEATURE_BACKUP_HOOKS;
}

static _Noreturn void forker(int gate)
{
	char byte;

	alarm(DEAD_MAN_SECONDS);
	if (read(gate, &byte, 1) != 1)
		_exit(1);
	for (int i = 0; i < forks; i++) {
		pid_t pid = fork();

		if (pid < 0)
			_exit(1);
		if (pid == 0) {
			alarm(DEAD_MAN_SECONDS);
			_exit(0);
		}
		waitpid(pid, NULL, 0);
	}
	_exit(0);
}

/* Forks one after the other, by a process in no job or by a member. */
static void fork_block(int place)
{
	int gate[2], status;
	pid_t pid;

	if (pipe(gate) < 0)
		die("pipe", 0);
	pid = fork();
	if (pid < 0)
		die("fork", 0);
	if (pid == 0) {
		close(gate[1]);
		forker(gate[0]);
	}
	close(gate[0]);
	if (place == IN_JOB)
		join_job(BENCH_PINS, pid);
	if (write(gate[1], "g", 1) != 1)
		die("gate", 0);
	close(gate[1]);
	waitpid(pid, &status, 0);
	if (status)
		die("forker", -ECHILD);
}

static void measure(int place)
{
	struct figures before[HOOKS][PROGRAMS];

	for (int hook = 0; hook < hooks; hook++)
		for (int i = 0; i < PROGRAMS; i++)
			before[hook][i] = figures_of(programs[hook][i]);
	fork_block(place);
	poll(NULL, 0, GRACE_MS);
	for (int hook = 0; hook < hooks; hook++) {
		for (int i = 0; i < PROGRAMS; i++) {
			struct figures after = figures_of(programs[hook][i]);

			add(&costs[hook][i][place], (double)(after.ns - before[hook][i].ns) /
							    (after.runs - before[hook][i].runs));
		}
	}
}

static void print_hook(int hook)
{
	struct series empty = {.count = 0};
	char line[64];

	for (int place = 0; place < PLACES; place++) {
		for (int i = 0; i < PROGRAMS; i++) {
			const struct series *s = &costs[hook][i][place];

			snprintf(line, sizeof(line), "%s: %s, %s", hook_names[hook],
				 program_names[i], place_names[place]);
			print_series(line, s);
			for (int j = 0; i != OURS && j < s->count; j++)
				add(&empty, s->value[j]);
		}
	}
	snprintf(line, sizeof(line), "%s: in no job, above empty", hook_names[hook]);
	print_limit(line, median(&costs[hook][OURS][NO_JOB]) - median(&empty), 100);
	snprintf(line, sizeof(line), "%s: in a job, above empty", hook_names[hook]);
	print_limit(line, median(&costs[hook][OURS][IN_JOB]) - median(&empty), 600);
}

static void run(void)
{
	struct bpf_object *first, *last;
	int stats;

	first = attach_empty(FIRST);
	load(BENCH_PINS, SMALL);
	hooks = has_backup_hooks() ? HOOKS : WAKE;
	last = attach_empty(LAST);
	for (int hook = 0; hook < hooks; hook++)
		programs[hook][OURS] = program_behind(pins[hook]);
	stats = bpf_enable_stats(BPF_STATS_RUN_TIME);
	if (stats < 0)
		die("statistics", 0);
	for (int round = 0; round < rounds; round++) {
		measure(round % 2);
		measure((round + 1) % 2);
	}
	close(stats);
	print_head("hooks: by the kernel's BPF statistics", "ns a run; means of blocks of forks");
	for (int hook = 0; hook < hooks; hook++)
		print_hook(hook);
	bpf_object__close(first);
	bpf_object__close(last);
}

int main(int argc, char **argv)
{
	int option;

	while ((option = getopt(argc, argv, "f:r:")) != -1) {
		if (option == 'f')
			forks = atoi(optarg);
		else if (option == 'r')
			rounds = atoi(optarg);
		else
			return 2;
	}
	return bench_main(run, 300);
}
