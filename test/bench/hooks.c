// SPDX-License-Identifier: Apache-2.0
// The cost of the fork, exit and free hooks, and of the wake-up hook where it is loaded, by the
// kernel's own BPF statistics: for processes in no job, for members, and for an empty program on
// the same tracepoints, once attached before the extension and once behind it. Options: -f forks in
// a block, -r rounds.
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "bench.h"
#include "hook-programs.h"

enum { FIRST, OURS, LAST, PROGRAMS };

static const char *const program_names[] = {"empty program, attached first", "extension",
					    "empty program, attached last"};

static int forks = 2000, rounds = 21;
static int hooks; /* without WAKE unless it is loaded */
static int programs[PROGRAMS][HOOKS];
static struct series costs[HOOKS][PROGRAMS][PLACES];

static bool has_backup_hooks(void)
{
	struct pt_state state;
	int error = proctrackext_status(BENCH_PINS, &state);

	if (error)
		die("status", error);
	return state.settings.features & PT_FEATURE_BACKUP_HOOKS;
}

static void enter(int pid)
{
	join_job(BENCH_PINS, pid);
}

static void measure(int place)
{
	struct figures before[HOOKS][PROGRAMS];

	for (int hook = 0; hook < hooks; hook++)
		for (int i = 0; i < PROGRAMS; i++)
			before[hook][i] = figures_of(programs[i][hook]);
	fork_block(forks, place == IN_JOB ? enter : NULL);
	poll(NULL, 0, GRACE_MS);
	for (int hook = 0; hook < hooks; hook++)
		for (int i = 0; i < PROGRAMS; i++)
			add(&costs[hook][i][place], cost_since(programs[i][hook], before[hook][i]));
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

	first = attach_empty(programs[FIRST]);
	load(BENCH_PINS, SMALL);
	hooks = has_backup_hooks() ? HOOKS : WAKE;
	last = attach_empty(programs[LAST]);
	for (int hook = 0; hook < hooks; hook++)
		programs[OURS][hook] = hook_program(BENCH_PINS, hook);
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
