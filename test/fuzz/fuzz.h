/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz.h: what the drivers share: chance that can be repeated, the clock, the kernel's log. */
#ifndef FUZZ_H
#define FUZZ_H

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#include "proctrack_loader.h"

/* How a driver was started: -t SECONDS -s SEED [-c CASE] [-p]. */
struct plan {
	const char *target;
	uint64_t seed;
	long seconds;
	bool aside; /* -p: load no program, so that it may run beside other tests */
	long only;  /* this case alone; -1 = all */
	long end;   /* ms of now_ms */
};
struct plan plan_of(int argc, char **argv, const char *target);
/* All is set up: the seconds run from now. */
void plan_begin(struct plan *plan);

/* A case's own stream of numbers: seed and case give the same one again. */
struct chance {
	uint64_t state;
};
struct chance chance_of(uint64_t seed, uint64_t number);
uint64_t draw(struct chance *chance);
/* 0 to most - 1 */
uint32_t below(struct chance *chance, uint32_t most);
bool one_in(struct chance *chance, uint32_t many);
/* A number that programs trip over. */
uint32_t odd_number(struct chance *chance);
void fill(struct chance *chance, void *to, size_t size);

long now_ms(void);
void pause_ms(int ms);

/* Something that must not be: told, counted, and the driver's exit code. */
void finding(const struct plan *plan, long number, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Counters by a short name, printed at the end; in memory that children share. */
void count(const char *what);
int report(const struct plan *plan, long cases);

/* The kernel's own complaints since begin; -1: its log cannot be read. */
void kernel_log_begin(void);
int kernel_log_complaints(void);

/* No more memory than this for this process and what it loads; says so when it cannot. */
void memory_limit(size_t bytes);
void memory_limit_end(void);

/* Programs of the extension that were loaded since begin and are still there. */
void programs_begin(void);
int programs_left(void);

#endif
