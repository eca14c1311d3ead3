/* SPDX-License-Identifier: Apache-2.0 */
/* extension.h: the extension under test, in its own pin directory. */
#ifndef DRILL_EXTENSION_H
#define DRILL_EXTENSION_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct extension {
	const char *pins;
	void *image;
	size_t size;
	uint32_t features_off;
	char *log; /* what the last start or stop said */
};

int extension_read(struct extension *e, const char *file);
int extension_start(struct extension *e, uint32_t capacity, uint32_t overflow);
int extension_stop(struct extension *e, uint32_t flags, uint32_t *ret_jobs);
void extension_print_log(const struct extension *e);

int extension_register(const struct extension *e, uint32_t job, pid_t pid);

/* The job of a pid, 0 when it is in none, or -errno. */
long extension_find(const struct extension *e, pid_t pid);

/* All pages of a job, 0 = of all jobs: how many processes, or -errno. */
int extension_list(const struct extension *e, uint32_t job, pid_t *pids, int room);

/* Whether the directory or one beside it exists. */
bool extension_left_pins(const struct extension *e);

/* The most steps that the verifier took for one program of an extension; it gives up at a million.
 */
uint32_t extension_steps(void);

/* Programs of anybody that the kernel holds. */
int programs_loaded(void);

#endif
