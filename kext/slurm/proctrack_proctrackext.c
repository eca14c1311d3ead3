// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * proctrack/proctrackext: SLURM tracks the processes of a step with the kernel extension.
 *
 * A step is a proctrack job.  slurmstepd registers each task before the task may exec; what
 * descends from it then belongs to the job, whatever it does.  This file turns SLURM's calls into
 * those of proctrack.h and keeps nothing itself.
 */
#include "config.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

#include "slurm/slurm.h"
#include "slurm/slurm_errno.h"
#include "src/common/log.h"
#include "src/common/read_config.h"
#include "src/common/xmalloc.h"
#include "src/slurmd/slurmstepd/slurmstepd_job.h"

#include "proctrack.h"

const char plugin_name[] = "Process tracking via the proctrack kernel extension";
const char plugin_type[] = "proctrack/proctrackext";
const uint32_t plugin_version = SLURM_VERSION_NUMBER;

enum {
	PID_LIMIT = 4194304, /* the kernel's own: a pid is below it, on any machine */
	IDS_PER_PID = 1024,  /* PID_LIMIT times this fills 32 bits */
	MOST_TRIES = 1000,   /* of a millisecond each */
	FIRST_WAIT_MS = 1000,
	LONGEST_WAIT_MS = 32000,
};

static const char *reason(int code)
{
	switch (code) {
	case ENOENT:
		return "the kernel extension is not loaded: run 'proctrack start' before slurmd";
	case ENOSYS:
		return "the kernel extension offers no calls here: 'proctrack doctor' says why";
	default:
		return strerror(code);
	}
}

/* SLURM prints errno in lines of its own, so it stays. */
static int fail(const char *what, uint64_t id)
{
	int code = errno;

	error("%s: cannot %s job %" PRIu64 ": %s", plugin_type, what, id, reason(code));
	errno = code;
	return SLURM_ERROR;
}

/* A busy kernel and a task that has not run yet answer EAGAIN; both pass. */
static bool try_again(int *tries)
{
	return errno == EAGAIN && (*tries)++ < MOST_TRIES && usleep(1000) == 0;
}

/* slurmd and slurmstepd load the plugin, and nobody else does. */
extern int init(void)
{
	if (proctrack_get_pids(1, 0, NULL) >= 0 || errno == EAGAIN)
		return SLURM_SUCCESS;
	error("%s: %s", plugin_type, reason(errno));
	return SLURM_ERROR;
}

#if SLURM_VERSION_NUMBER >= SLURM_VERSION_NUM(25, 11, 0)
extern void fini(void)
{
}
#else
extern int fini(void)
{
	return SLURM_SUCCESS;
}
#endif

/* 1: nobody is in the job, 0: somebody is, -1: cannot tell. */
static int is_free(uint32_t id)
{
	int job = (int)id;
	int tries = 0;

	while (proctrack_job_unreg(&job) < 0) {
		if (errno == EBUSY)
			return 0;
		if (!try_again(&tries))
			return -1;
	}
	return 1;
}

/*
 * All slurmds of a host share one kernel, so step ids would meet.  The pid of a slurmstepd is its
 * own while it lives, and nobody shall guess which of its ids it takes: whoever registers first
 * under an id owns the job.  A job that outlived an earlier slurmstepd is passed over.
 */
extern int proctrack_p_create(stepd_step_rec_t *step)
{
	uint32_t id = getpid(), start;

	if (getrandom(&start, sizeof(start), 0) != sizeof(start))
		return fail("choose an id for", id);
	id += start % IDS_PER_PID * PID_LIMIT;

	for (int i = 0; i < IDS_PER_PID; i++, id += PID_LIMIT) {
		int free = is_free(id);

		if (free < 0)
			return fail("begin", id);
		if (free) {
			step->cont_id = id;
			return SLURM_SUCCESS;
		}
	}
	errno = EBUSY;
	return fail("find another id for", id);
}

static void describe(char *label, size_t size, const slurm_step_id_t *id)
{
	switch (id->step_id) {
	case SLURM_BATCH_SCRIPT:
		snprintf(label, size, "slurm %u.batch", id->job_id);
		break;
	case SLURM_EXTERN_CONT:
		snprintf(label, size, "slurm %u.extern", id->job_id);
		break;
	case SLURM_INTERACTIVE_STEP:
		snprintf(label, size, "slurm %u.interactive", id->job_id);
		break;
	default:
		snprintf(label, size, "slurm %u.%u", id->job_id, id->step_id);
	}
}

static int label(const stepd_step_rec_t *step)
{
	char text[PROCTRACK_LABEL_SIZE];
	int tries = 0;

	describe(text, sizeof(text), &step->step_id);
	while (proctrack_job_label(step->cont_id, step->uid, text) < 0) {
		/* All tasks have ended meanwhile. */
		if (errno == ESRCH)
			break;
		if (!try_again(&tries))
			return fail("label", step->cont_id);
	}
	return SLURM_SUCCESS;
}

/* SLURM takes nothing but SLURM_ERROR for a failure. */
extern int proctrack_p_add(stepd_step_rec_t *step, pid_t pid)
{
	int job = (int)step->cont_id;
	int process = pid;
	int tries = 0;

	while (proctrack_job_reg_pid(&job, &process) < 0) {
		uint32_t other;

		if (try_again(&tries))
			continue;
		if (errno != EEXIST)
			return fail("register a task in", step->cont_id);
		other = proctrack_get_job_id(&process);
		if (other == step->cont_id)
			break;
		error("%s: process %d is in job %u already: was slurmd started in a job?",
		      plugin_type, process, other);
		errno = EEXIST;
		return SLURM_ERROR;
	}
	return label(step);
}

/*
 * A job without processes has got the signal, as with the other plugins.  With
 * the extension gone, nobody can tell who is left: an error would be taken for
 * the end of the step, so the step goes on until SLURM's own limits drain the node.
 */
extern int proctrack_p_signal(uint64_t id, int signal)
{
	int job = (int)id;
	int tries = 0;

	while (proctrack_job_kill(&job, &signal) < 0) {
		if (errno == ESRCH)
			break;
		if (!try_again(&tries)) {
			int error = fail("signal", id);

			return errno == ENOENT || errno == ENOSYS ? SLURM_SUCCESS : error;
		}
	}
	return SLURM_SUCCESS;
}

/* What is still in the job stays tracked; there is no job to take away once it is empty. */
extern int proctrack_p_destroy(uint64_t id)
{
	int free = id ? is_free(id) : 1;

	if (free > 0)
		return SLURM_SUCCESS;
	if (free == 0)
		errno = EBUSY;
	return fail("end", id);
}

extern uint64_t proctrack_p_find(pid_t pid)
{
	int process = pid;

	return proctrack_get_job_id(&process);
}

extern bool proctrack_p_has_pid(uint64_t id, pid_t pid)
{
	return id && proctrack_p_find(pid) == id;
}

/*
 * SLURM has sent SIGKILL before.  What a kill cannot end, a process in an uninterruptible sleep,
 * must not hold slurmstepd for ever: UnkillableStepTimeout is the limit, as in pgid and cgroup.
 */
extern int proctrack_p_wait(uint64_t id)
{
	time_t start = time(NULL);
	int timeout = FIRST_WAIT_MS;

	while (proctrack_job_wait(id, timeout) < 0) {
		long waited = time(NULL) - start;

		if (errno != ETIMEDOUT && errno != EINTR && errno != EAGAIN)
			return fail("wait for", id);
		if (waited > slurm_conf.unkillable_timeout) {
			error("%s: job %" PRIu64 " has %d processes, giving up after %ld sec",
			      plugin_type, id, proctrack_get_pids(id, 0, NULL), waited);
			break;
		}
		proctrack_p_signal(id, SIGKILL);
		if (timeout < LONGEST_WAIT_MS)
			timeout *= 2;
	}
	return SLURM_SUCCESS;
}

#if SLURM_VERSION_NUMBER >= SLURM_VERSION_NUM(25, 5, 0)
/* For srun --wait-for-children, which slurmstepd refuses without proctrack/cgroup: never called. */
extern int proctrack_p_wait_for_any_task(stepd_step_rec_t *step, stepd_step_task_info_t **task,
					 bool block)
{
	(void)step;
	(void)task;
	(void)block;
	errno = ECHILD;
	return -1;
}
#endif

/* The caller frees *pids with xfree. */
extern int proctrack_p_get_pids(uint64_t id, pid_t **pids, int *npids)
{
	int room = 64;
	int tries = 0;

	*pids = NULL;
	*npids = 0;
	for (;;) {
		int32_t *found = xcalloc(room, sizeof(*found));
		int count = proctrack_get_pids(id, room, found);

		if (count > 0 && count <= room) {
			*pids = found;
			*npids = count;
			return SLURM_SUCCESS;
		}
		xfree(found);
		if (count == 0)
			return SLURM_SUCCESS;
		if (count > 0)
			room = count + count / 4;
		else if (!try_again(&tries))
			return fail("list", id);
	}
}
