// SPDX-License-Identifier: Apache-2.0
// The cost of the hooks against another build's, in one run: both extensions are loaded at the same
// time and see the same forks. Where a program happens to lie in memory is worth tens of percent,
// so both are loaded many times, and who is attached first takes turns. Environment: BASE, the
// other build's kext directory (run sets BASE_LOADER). Options: -f forks in a block, -r rounds for
// each load, -l loads.
#include <bpf/bpf.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench.h"
#include "hook-programs.h"

#define BASE_PINS BENCH_PINS "-base"

enum { OURS, BASE, BUILDS, FIRST = BUILDS, LAST, PROGRAMS };
enum { COMPARED = WAKE }; /* hooks: those that every kernel has */
enum { SECONDS = 850 };

static const char *const program_names[] = {"this build", "BASE"};

static int forks = 2000, rounds = 4, loads = 12;
static int programs[PROGRAMS][HOOKS];
static struct series load_costs[COMPARED][PROGRAMS][PLACES];
static struct series costs[COMPARED][PROGRAMS][PLACES]; /* medians of the loads */

/* The other build may have another ABI, so a program that was linked with its library asks it. */
static void ask_base(const char *verb, int pid)
{
	const char *loader = getenv("BASE_LOADER");
	char command[512];

	snprintf(command, sizeof(command), "%s %s %s %d", loader, verb, BASE_PINS, pid);
	if (system(command))
		exit(1);
}

static void enter_both(int pid)
{
	join_job(BENCH_PINS, pid);
	ask_base("join", pid);
}

static void measure(int place)
{
	struct figures before[COMPARED][PROGRAMS];

	for (int hook = 0; hook < COMPARED; hook++)
		for (int i = 0; i < PROGRAMS; i++)
			before[hook][i] = figures_of(programs[i][hook]);
	fork_block(forks, place == IN_JOB ? enter_both : NULL);
	poll(NULL, 0, GRACE_MS);
	for (int hook = 0; hook < COMPARED; hook++)
		for (int i = 0; i < PROGRAMS; i++)
			add(&load_costs[hook][i][place],
			    cost_since(programs[i][hook], before[hook][i]));
}

static void load_one(int build)
{
	static const char *const directories[] = {BENCH_PINS, BASE_PINS};

	if (build == OURS)
		load(BENCH_PINS, SMALL);
	else
		ask_base("load", 0);
	for (int hook = 0; hook < COMPARED; hook++)
		programs[build][hook] = hook_program(directories[build], hook);
}

static void unload_both(void)
{
	for (int build = 0; build < BUILDS; build++)
		for (int hook = 0; hook < COMPARED; hook++)
			close(programs[build][hook]);
	unload(BENCH_PINS);
	ask_base("unload", 0);
}

static void one_load(int number)
{
	struct bpf_object *first = attach_empty(programs[FIRST]), *last;

	load_one(number % BUILDS);
	load_one((number + 1) % BUILDS);
	last = attach_empty(programs[LAST]);
	memset(load_costs, 0, sizeof(load_costs));
	for (int round = 0; round < rounds; round++) {
		measure(round % PLACES);
		measure((round + 1) % PLACES);
	}
	unload_both();
	bpf_object__close(first);
	bpf_object__close(last);
	for (int hook = 0; hook < COMPARED; hook++)
		for (int i = 0; i < PROGRAMS; i++)
			for (int place = 0; place < PLACES; place++)
				add(&costs[hook][i][place], median(&load_costs[hook][i][place]));
}

static double above_empty(int hook, int build, int place)
{
	double empty = median(&costs[hook][FIRST][place]) + median(&costs[hook][LAST][place]);

	return median(&costs[hook][build][place]) - empty / 2;
}

static void print_place(int place)
{
	double sum[BUILDS] = {0};
	char line[64];

	for (int hook = 0; hook < COMPARED; hook++) {
		for (int build = 0; build < BUILDS; build++) {
			snprintf(line, sizeof(line), "%s: %s, %s", hook_names[hook],
				 program_names[build], place_names[place]);
			print_series(line, &costs[hook][build][place]);
			sum[build] += above_empty(hook, build, place);
		}
		snprintf(line, sizeof(line), "%s: %s, above empty", hook_names[hook],
			 place_names[place]);
		print_limit(line, above_empty(hook, OURS, place) / above_empty(hook, BASE, place),
			    1.1);
	}
	snprintf(line, sizeof(line), "together, %s", place_names[place]);
	print_limit(line, sum[OURS] / sum[BASE], 1);
}

static void run(void)
{
	int stats = bpf_enable_stats(BPF_STATS_RUN_TIME);

	if (stats < 0)
		die("statistics", 0);
	for (int i = 0; i < loads; i++)
		one_load(i);
	close(stats);
	print_head("hooks-against: this build / BASE", "ns a run; medians of loads");
	for (int place = 0; place < PLACES; place++)
		print_place(place);
}

int main(int argc, char **argv)
{
	int option, status;

	while ((option = getopt(argc, argv, "f:r:l:")) != -1) {
		if (option == 'f')
			forks = atoi(optarg);
		else if (option == 'r')
			rounds = atoi(optarg);
		else if (option == 'l')
			loads = atoi(optarg);
		else
			return 2;
	}
	if (!getenv("BASE_LOADER")) {
		fprintf(stderr, "hooks-against: set BASE to the other build's kext directory\n");
		return 2;
	}
	status = bench_main(run, SECONDS);
	if (status)
		ask_base("unload", 0);
	return status;
}
