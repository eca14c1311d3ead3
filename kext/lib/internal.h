/* SPDX-License-Identifier: GPL-2.0-or-later */
/* internal.h: what the files of the loader library share. */
#ifndef PROCTRACKEXT_INTERNAL_H
#define PROCTRACKEXT_INTERNAL_H

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "common.h"

/* image.c: an image in memory to a bpf_object that is ready to load or loaded */
struct sizes {
	uint32_t capacity;
	uint32_t job_capacity;
	uint32_t buckets;
	uint32_t pid_limit;
	uint32_t features;
	uint32_t history;
	uint32_t exited;
	int level; /* of the calls */
};

int image_check(const void *image, size_t size);
int image_load(const void *image, size_t size, const struct sizes *sizes, struct bpf_object **ret,
	       char calls_refused[PT_REASON_SIZE]);
int image_build(struct bpf_object *object, uint64_t *ret_build);
uint64_t image_sum(const void *image, size_t size); /* of one that image_check has passed */
struct sizes sizes_for(const char *pins, uint32_t capacity, uint32_t history, uint32_t features);

/* publish.c: attach a loaded object's programs and pin all of it */
int publish(struct bpf_object *object, const char *pins, uint32_t features);

/* rival.c: -EADDRINUSE when an extension answers the calls at this level */
int check_no_rival(int level);

/* stop.c: what a stop was about to do that was cut short after it had closed the extension */
int stop_finish(const char *pins);

/* cgroup.c: the root of the cgroup2 hierarchy, mounted or not */
int cgroup_open_root(void);

/* log.c: libbpf's complaints of this thread go into the caller's buffer */
void log_begin(char *log, size_t size);
void log_add(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_end(void);

/* the sentence in a verifier's log that says why, or what the error means */
void log_reason(const char *log, int error, char reason[PT_REASON_SIZE]);

/* pins.c: the directory in bpffs */
int pins_beside(char path[PATH_MAX], const char *pins, const char *why);
int pins_parent(char path[PATH_MAX], const char *pins);
int pins_parent_is_bpffs(const char *pins);
int pins_lock(const char *pins);
void pins_unlock(const char *pins, int lock);
int pins_remove(const char *directory);
int pins_sweep(const char *pins);

/* group.c: a group's number, by its name or number; -EINVAL: there is none; its name or "" */
#define NO_GROUP PROCTRACKEXT_NO_GROUP

int group_of(const char *name, gid_t *ret_group);
void group_name(gid_t group, char *ret_name, size_t size);

/* passage.c: the way through the bpffs to the pins, as it was when passage_look looked */
struct passage {
	char path[PATH_MAX];
	gid_t group;
	mode_t mode;
	bool ours; /* a grant has opened it, and nobody else needs it */
};

int passage_look(const char *pins, struct passage *ret);
int passage_check(const struct passage *passage, gid_t group);
int passage_give(struct passage *passage, gid_t group);
int passage_take(const struct passage *passage);

/* preempt.c */
struct btf;
bool hooks_are_preemptible(const struct btf *btf);

/* probe.c: the features that are there, and why others are not */
struct features {
	uint32_t on;
	bool uncertain; /* something failed that may pass the next time */
	struct pt_refusal refused[PT_REFUSALS];
};

int probe_features(struct features *ret_features);
void features_refuse(struct features *features, uint32_t feature, const char *reason);
void features_leave_out(struct features *features, uint32_t off);
void features_choose_hooks(struct features *features, uint32_t off, uint32_t on);

/* trial.c: features tried out; -EPERM: without the right to */
#define TRIALS_TYPES 16
struct trials {
	const struct btf *kernel;
	int lock_map;
	struct known_type {
		const char *name;
		int id;
	} known[TRIALS_TYPES];
};

int trials_begin(struct trials *trials, const struct btf *kernel);
void trials_run(struct trials *trials, struct features *features);
void trials_end(struct trials *trials);

/* become.c: execvp with the signals of the JVM's caller; ignored as for proctrackext_exec. -errno
 */
int become(char *const argv[], uint64_t ignored);

#endif
