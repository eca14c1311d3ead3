/* SPDX-License-Identifier: GPL-2.0-or-later */
/* common.h: what the loader library and libproctrack share: no libbpf in here. */
#ifndef PROCTRACKEXT_COMMON_H
#define PROCTRACKEXT_COMMON_H

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "proctrack_loader.h"

#define EXPORT __attribute__((visibility("default")))

/* close a descriptor, if it is one, when its variable goes out of scope */
static inline void close_fd(const int *fd)
{
	if (*fd >= 0)
		close(*fd);
}
#define AUTO_CLOSE __attribute__((cleanup(close_fd)))

/* sys.c: bpf(2), as far as a client needs it; a descriptor or 0, or -errno */
int sys_pinned(const char *path, uint32_t flags);
int sys_run(int program, void *context, size_t size);
int sys_map_read(int map, void *value);
int sys_map_write(int map, const void *value);
int sys_iterate_task(int program, uint32_t pid);
int sys_iterator(int link);

/* pin.c: one pin of the extension */
int pins_path(char path[PATH_MAX], const char *pins, const char *name);
int pins_open(const char *pins, const char *name);
int pins_open_to_read(const char *pins, const char *name);
bool pins_are_ours(const char *pins);
int pins_check(const char *pins);

/* sweep.c: signal a job from user space; how to list it is the caller's to know */
struct sweep;

/* Where a page of a listing begins; all 0 is the first one. */
struct sweep_place {
	uint64_t after;
	uint64_t hint;
};

struct sweep_page {
	uint32_t count;
	bool more; /* pages follow, the next one from here: */
	struct sweep_place next;
	uint32_t pids[PT_PIDS_BYTES / 4]; /* none that is ending */
};

struct sweep {
	/* The job's processes from a place on; -ESRCH: that job is over. */
	int (*list)(const struct sweep *sweep, struct sweep_place from,
		    struct sweep_page *ret_page);
	const void *context; /* of list */
	uint32_t job;
	uint64_t generation;
	int signal;
	bool self;   /* the caller is a member */
	int rest_ms; /* until the next pass */
	int last;    /* pidfd of who was signalled last in this pass, or -1 */
	struct pass {
		uint32_t sent;
		uint32_t refused; /* the caller may not signal them */
		uint32_t gone;	  /* before it was their turn */
		uint64_t who;	  /* a sum over all of them, in whatever order */
	} pass;
};

int sweep_job(struct sweep *sweep, uint32_t *ret_signalled);

/* sleep.c: sleep until a process has ended, at most so long, -1 = for ever; 0 or -errno */
int sleep_on_process(int pidfd, int timeout_ms);

/* newid.c: an id for a job that has none */
uint32_t new_job_id(void);

#define NEW_IDS_MAX 1000 /* that may be taken, before it is given up */

/* boottime.c: to be taken from this process's time since boot, ns */
int64_t boottime_offset_ns(void);

/* clock.c: ms of a clock that does not jump; ns since boot, suspend included */
int64_t monotonic_ms(void);
int64_t since_boot_ns(void);

#endif
