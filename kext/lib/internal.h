/* SPDX-License-Identifier: GPL-2.0-or-later */
/* internal.h: what the library's files share. */
#ifndef PROCTRACKEXT_INTERNAL_H
#define PROCTRACKEXT_INTERNAL_H

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
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

/* image.c: an image in memory to a bpf_object that is ready to load or loaded */
struct sizes {
	uint32_t capacity;
	uint32_t job_capacity;
	uint32_t buckets;
	uint32_t pid_limit;
	uint32_t features;
};

int image_check(const void *image, size_t size);
int image_load(const void *image, size_t size, const struct sizes *sizes, struct bpf_object **ret);
int image_build(struct bpf_object *object, uint64_t *ret_build);
struct sizes sizes_for(uint32_t capacity, uint32_t features, uint32_t pid_limit);

/* log.c: libbpf's complaints of this thread go into the caller's buffer */
void log_begin(char *log, size_t size);
void log_add(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_end(void);

/* pins.c: the directory in bpffs */
int pins_path(char path[PATH_MAX], const char *pins, const char *name);
int pins_beside(char path[PATH_MAX], const char *pins, const char *suffix);
int pins_parent_is_bpffs(const char *pins);
int pins_lock(const char *pins);
int pins_remove(const char *directory);
int pins_sweep(const char *pins); /* start.c */
int pins_open(const char *pins, const char *name);

/* probe.c */
int probe_features(uint32_t *ret_features);
uint32_t probe_pid_limit(void);

/* clock.c: ms of a clock that does not jump; ns since boot, suspend included */
int64_t monotonic_ms(void);
int64_t since_boot_ns(void);

#endif
