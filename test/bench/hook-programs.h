/* SPDX-License-Identifier: Apache-2.0 */
/* hook-programs.h: the hooks of an extension, empty programs beside them, and forks for both. */
#ifndef BENCH_HOOK_PROGRAMS_H
#define BENCH_HOOK_PROGRAMS_H

#include <bpf/libbpf.h>

enum hook { FORK, EXIT, FREE, WAKE, HOOKS };
enum { NO_JOB, IN_JOB, PLACES };
enum { GRACE_MS = 300 }; /* the kernel frees a process some 10 ms after its end */

extern const char *const hook_names[HOOKS];
extern const char *const place_names[PLACES];

/* What the kernel's statistics say of a program. */
struct figures {
	unsigned long long ns, runs;
};

struct figures figures_of(int program);
double cost_since(int program, struct figures before); /* ns a run */

/* Empty programs on all tracepoints, until the object is closed. */
struct bpf_object *attach_empty(int programs[HOOKS]);

/* The program behind a link that is pinned there. */
int hook_program(const char *directory, enum hook hook);

typedef void enter_job(int pid);

/* Forks one after the other, by a process that was put into a job before, or in no job: NULL. */
void fork_block(int forks, enter_job *enter);

#endif
