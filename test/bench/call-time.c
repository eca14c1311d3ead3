// SPDX-License-Identifier: Apache-2.0
// A request to a job of 10 processes at n = 2,048 and at n = 1,000,000, both loaded side by side.
#include "crowd.h"
#include "entry_point.h"

#include <signal.h>
#include <stdio.h>

enum { MEMBERS = 10, ROUNDS = 200, BLOCK = 50 };

typedef double (*timed)(const struct entry_point *, int, int);

/* Who goes first changes with the round. */
static void compare(const char *what, timed time_it, int ask,
		    const struct entry_point entry_points[2])
{
	struct series times[2] = {{.count = 0}, {.count = 0}};
	char line[64];

	for (int round = 0; round < ROUNDS; round++)
		for (int i = 0; i < 2; i++)
			add(&times[(round + i) % 2],
			    time_it(&entry_points[(round + i) % 2], ask, BLOCK));
	snprintf(line, sizeof(line), "%s, n = 2,048", what);
	print_series(line, &times[0]);
	snprintf(line, sizeof(line), "%s, n = 1,000,000", what);
	print_series(line, &times[1]);
	print_ratio("ratio", &times[1], &times[0], 1.5);
}

static void run(void)
{
	struct entry_point entry_points[2];
	struct crowd crowd;

	load(BENCH_PINS, SMALL);
	load(BENCH_PINS_LARGE, LARGE);
	entry_point_open(&entry_points[0], BENCH_PINS);
	entry_point_open(&entry_points[1], BENCH_PINS_LARGE);
	crowd_start(&crowd, MEMBERS);
	join_job(BENCH_PINS, crowd.pids[0]);
	join_job(BENCH_PINS_LARGE, crowd.pids[0]);
	crowd_go(&crowd);
	print_head("call-time: a job of 10 processes", "us a call; blocks of 50 calls");
	compare("signal 0", time_library, 0, entry_points);
	compare("SIGWINCH", time_library, SIGWINCH, entry_points);
	compare("list", time_library, ASK_LIST, entry_points);
	compare("signal 0, pin kept open", time_entry_point, 0, entry_points);
	compare("SIGWINCH, pin kept open", time_entry_point, SIGWINCH, entry_points);
	compare("list, pin kept open", time_entry_point, ASK_LIST, entry_points);
	crowd_end(&crowd);
	entry_point_close(&entry_points[0]);
	entry_point_close(&entry_points[1]);
}

int main(void)
{
	return bench_main(run, 120);
}
