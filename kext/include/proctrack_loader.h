/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * proctrack_loader.h: load, ask and unload the kernel extension.
 *
 * The library keeps no state and never logs.  Every call opens the pins that
 * it needs and closes them, so a client never keeps an extension alive that
 * somebody else stopped.  "pins" is the extension's directory in bpffs,
 * usually PROCTRACKEXT_PINS.  All functions return 0 or -errno, and are
 * thread-safe.  Outputs named ret_ are written on success only.
 *
 * Errors that every function may return:
 *   -ENODEV   the extension is not loaded (there is no such directory)
 *   -ESHUTDOWN  a stop is under way or was cut short: no more registrations
 *   -EPROTO   the directory is of another version of the extension
 *   -EACCES   the pins are closed to the caller: they are root's, and a group's that root granted
 *             them to; who may open them needs no capability but for what is said below
 *   -EPERM    the caller lacks a capability
 *   -ENAMETOOLONG  the directory's name
 */
#ifndef PROCTRACK_LOADER_H
#define PROCTRACK_LOADER_H

#include <stddef.h>
#include <stdint.h>

#include "proctrack_abi.h"

#ifdef __cplusplus
extern "C" {
#endif

#define PROCTRACKEXT_PINS PT_PINS_DEFAULT

/* How to start; size says which fields the caller knows. */
struct proctrackext_options {
	uint32_t size;		 /* sizeof(struct proctrackext_options) */
	uint32_t capacity;	 /* -n: processes with a record, 1 to PT_CAPACITY_MAX */
	uint32_t overflow;	 /* PT_OVERFLOW_TRACK or PT_OVERFLOW_KILL */
	uint32_t features_off;	 /* PT_FEATURE_ bits to do without */
	uint32_t features_on;	 /* PT_FEATURE_BACKUP_HOOKS: also where they are not needed */
	uint32_t share;		 /* percent of the capacity for each user but root, 1 to 100 */
	uint32_t history;	 /* final records of jobs to keep, 0 to PT_HISTORY_MAX */
	uint32_t debug;		 /* 1: trace all processes from the beginning */
	char file[PT_PATH_SIZE]; /* where the image came from, for status */
	char version[PT_VERSION_SIZE]; /* likewise */
	char debug_log[PT_PATH_SIZE];  /* where the trace shall go, for its writer */
};

/* What this kernel offers; see proctrackext_probe. */
struct proctrackext_probe {
	uint32_t features; /* PT_FEATURE_ bits that exist */
	uint32_t btf;	   /* 1: the kernel describes its types (/sys/kernel/btf/vmlinux) */
	uint32_t bpffs;	   /* 1: the pins' parent directory is a bpffs */
	uint32_t cgroup;   /* 1: the root of the cgroup2 hierarchy can be opened, for the calls */
	struct pt_refusal refusals[PT_REFUSALS]; /* why features do not exist; root is told */
};

/*
 * Load the image, attach and pin it.  The directory appears whole or not at
 * all; starts and stops wait for each other.  log takes what the kernel or
 * the loader said about a failure, cut to log_size, always NUL-terminated.
 *   -EEXIST   already loaded            -ENOEXEC  not a proctrackext image, or damaged
 *   -EPROTO   another version's image   -ENOTDIR  the parent is not a bpffs
 *   -EINVAL   an option is out of range  -EOPNOTSUPP  the kernel lacks BTF or a feature: see log
 *   -EBUSY    another start or stop has been at work for five seconds
 * It takes CAP_BPF, CAP_PERFMON and, for the calls, CAP_NET_ADMIN.
 */
int proctrackext_start(const char *pins, const void *image, size_t image_size,
		       const struct proctrackext_options *options, char *log, size_t log_size);

/*
 * Detach and unpin, and wait until the kernel has let go of the programs.
 * image NULL asks for no proof that this image produced what is loaded.
 * PT_FLAG_FORCE stops it with live jobs and another layout too.
 *   -EBUSY    live jobs, ret_jobs says how many (written in this case too)
 *   -ESTALE   the loaded extension comes from another image
 *   -ENOEXEC  as for start
 *   -ETIMEDOUT  unpinned, but somebody else holds the programs open
 * It takes the user who started it, and for another file what a start takes; without CAP_SYS_ADMIN
 * nobody can see whether the programs are gone, and they are not waited for.
 */
int proctrackext_stop(const char *pins, const void *image, size_t image_size, uint32_t flags,
		      uint32_t *ret_jobs, char *log, size_t log_size);

/* The "magic number" of an image on this kernel: the same for what it loads at any capacity. */
int proctrackext_build(const void *image, size_t image_size, uint64_t *ret_build, char *log,
		       size_t log_size);

/*
 * Let a group, by name or number, use what is loaded as root may, but for start, stop and this.
 * One group at a time: the pins are closed to the one before they are opened to another.
 * A group with the number 0 takes it back: all pins are root's alone then, of whatever version.
 *   -EINVAL   no such group
 *   -EBUSY    another group may pass through the bpffs, and that is not ours to change
 * Any other error leaves nobody but root with it, but for pins that could not be changed: to take
 * back goes on to the last pin, and answers the first error.
 */
int proctrackext_grant(const char *pins, const char *group);

/*
 * Which group may: its number, and in ret_name its name, cut to size, "" without one.
 * PROCTRACKEXT_NO_GROUP: nobody but root.
 */
#define PROCTRACKEXT_NO_GROUP UINT32_MAX
int proctrackext_granted(const char *pins, uint32_t *ret_group, char *ret_name, size_t size);

/* The extension's state; a snapshot. */
int proctrackext_status(const char *pins, struct pt_state *ret_state);

/* Every other operation; the operation's own error is also in request->error. */
int proctrackext_call(const char *pins, struct pt_request *request);

/* The operations that answer a page: PT_OP_LIST, PT_OP_JOBS, PT_OP_ACCOUNT to PT_OP_EVENTS. */
int proctrackext_page(const char *pins, struct pt_page *page);

/*
 * Put a process and the descendants that it has into a job, whatever the
 * kernel: PT_OP_ADOPT, or passes over /proc before Linux 6.7.  Errors as for
 * PT_OP_REGISTER; a process that is in this job already is fine.
 *   -EAGAIN   they fork faster than they are found; ret_taken says who was
 *             taken, and they stay: call again
 */
int proctrackext_adopt(const char *pins, uint32_t job, int pid, uint32_t *ret_taken);

/*
 * Signal each process of a job, on kernels without PT_FEATURE_SIGNAL_TASK by sweeps.
 * generation, in: which job of this id, 0 = whichever there is; out: which it was; or NULL.
 *   -EINVAL signal, -ESRCH no such job, or another one has the id by now
 *   -EPERM  by sweeps only: CAP_KILL is missing, and there was nobody to signal without it
 */
int proctrackext_signal(const char *pins, uint32_t job, int signal, uint64_t *generation,
			uint32_t *ret_signalled);

/*
 * Wait until a job has no process; a job that nobody knows has none, and so has
 * one whose id went to another job.  generation: which job, 0 = whichever has
 * the id at first.  timeout_ms < 0: for ever.
 *   -ETIMEDOUT
 */
int proctrackext_wait(const char *pins, uint32_t job, uint64_t generation, int timeout_ms);

/*
 * Sleep until there are other jobs or events than before, 200 ms at least and timeout_ms at most,
 * also while nothing is loaded.  News ends the sleep at once, where the caller may open
 * PT_PIN_NEWS; else it is found within 200 ms.
 * flags: PT_FLAG_ON, the caller reads events: a stop waits a moment for those who do.
 * news: in, what the last call answered, any number at first; out, the same or another one.
 */
int proctrackext_news(const char *pins, uint32_t flags, uint64_t *news, int timeout_ms);

/*
 * Put a process into a job that has none yet, and that nobody else can have got at the same time.
 * job: in: the id that is wanted, 0 = any; out: the id.  When the wanted one is taken, it is one
 * that is no pid.
 */
int proctrackext_begin(const char *pins, uint32_t *job, int pid);

/*
 * Put the caller's process into a job, 0 = it is in its job already, and become this command;
 * returns only on failure.
 * ignored: signals that the command shall ignore besides those that the caller does, as SigIgn in
 * /proc/PID/status has them: a JVM has lost them by the time that it can ask.
 */
int proctrackext_exec(const char *pins, uint32_t job, char *const argv[], uint64_t ignored);

int proctrackext_probe(const char *pins, struct proctrackext_probe *ret_probe);

/* When the machine booted, ns since 1970 by today's clock: what to add to a "ns since boot". */
int64_t proctrackext_boot_time(void);

#ifdef __cplusplus
}
#endif
#endif
