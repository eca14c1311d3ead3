/* SPDX-License-Identifier: Apache-2.0 */
/* bench.h: series of figures, the table, and the extension under measurement. */
#ifndef BENCH_H
#define BENCH_H

#include <stddef.h>
#include <stdint.h>

#include "proctrack_loader.h"

#define BENCH_PINS "/sys/fs/bpf/pt-bench"
#define BENCH_PINS_LARGE "/sys/fs/bpf/pt-bench-large"

enum { SMALL = 2048, LARGE = 1000000, JOB = 4242, MOST_PROCESSES = 300, DEAD_MAN_SECONDS = 60 };
enum { SHARE = 25 };	 /* percent of the capacity for each user but root */
enum { HISTORY = 1000 }; /* final records */

struct series {
	double value[2048];
	int count;
};

void add(struct series *s, double value);
double median(const struct series *s);

/* The table: a head, a line for each series, a line for each thing that has a limit. */
void print_head(const char *name, const char *unit);
void print_series(const char *what, const struct series *s);
void print_limit(const char *what, double value, double limit);
void print_ratio(const char *what, const struct series *s, const struct series *base, double limit);

double now_us(void);

/* perror, exit 1; error is -errno or, when 0, errno itself */
_Noreturn void die(const char *what, int error);

void load(const char *pins, uint32_t capacity);
void load_without(const char *pins, uint32_t capacity, uint32_t features_off);
void unload(const char *pins);
void join_job(const char *pins, int pid); /* JOB */
void join(const char *pins, uint32_t job, int pid);

/*
 * Run a benchmark in a child with a dead-man; whatever becomes of it, both extensions and the
 * process group go.
 */
int bench_main(void (*run)(void), unsigned seconds);

#endif
