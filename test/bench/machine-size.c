// SPDX-License-Identifier: Apache-2.0
// The same request with few and with many other processes on the machine. The contract says 2,000
// others; the benchmarks keep to 300 processes at one time, so that it is 250 here.
#include "crowd.h"
#include "entry_point.h"

#include <signal.h>

enum { MEMBERS = 10, FEW = 10, MANY = 250, ROUNDS = 30, BLOCK = 200 };

static const int asks[] = {0, SIGWINCH, ASK_LIST};
static const char *const names[][2] = {
	{"signal 0, 10 others", "signal 0, 250 others"},
	{"SIGWINCH, 10 others", "SIGWINCH, 250 others"},
	{"list, 10 others", "list, 250 others"},
};

static void run(void)
{
	static struct series times[3][2];
	struct crowd crowd, others;
	struct entry_point entry_point;

	load(BENCH_PINS, SMALL);
	entry_point_open(&entry_point, BENCH_PINS);
	crowd_start(&crowd, MEMBERS);
	join_job(BENCH_PINS, crowd.pids[0]);
	crowd_go(&crowd);
	for (int round = 0; round < ROUNDS; round++) {
		for (int many = 0; many < 2; many++) {
			crowd_idle(&others, many ? MANY : FEW);
			for (int i = 0; i < 3; i++)
				add(&times[i][many], time_library(&entry_point, asks[i], BLOCK));
			crowd_end(&others);
		}
	}
	print_head("machine-size: other processes", "us a call; blocks of 200 calls");
	for (int i = 0; i < 3; i++) {
		print_series(names[i][0], &times[i][0]);
		print_series(names[i][1], &times[i][1]);
		print_ratio("ratio", &times[i][1], &times[i][0], 1.2);
	}
	crowd_end(&crowd);
	entry_point_close(&entry_point);
}

int main(void)
{
	return bench_main(run, 55);
}
