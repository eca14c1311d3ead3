/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * proctrack.h: the system calls of proctrack, for any process of any user.
 *
 * A job is a number that processes register under; whatever they start from
 * then on belongs to it, until it ends, whatever it does.  The kernel keeps
 * the job: no daemon has to run, and nothing is lost when the caller dies.
 * Link with -lproctrack; "pkg-config proctrack" knows how.
 *
 * All calls are thread-safe, may be used after fork, and may be interrupted
 * by the end of the extension at any time.  They return 0, or -1 with errno,
 * unless said.  Besides what each call lists:
 *
 *   ENOENT   the extension is not loaded: "proctrack start"
 *   ENOSYS   it is loaded, but without these calls ("start --no-calls", or the
 *            kernel refused them); or, before Linux 6.13, the caller is in a pid
 *            namespace, and the call needs pids other than its own; or the caller
 *            is a 32-bit program and not root
 *   EFAULT   a pointer that cannot be read or written
 *   EMFILE   no file descriptor is left: most calls need one for a moment
 *   EAGAIN   the kernel is too busy with other calls; try again
 *
 * Jobs are 1 to 4294967295; 0 is EINVAL.  Where a call takes an int, those
 * above 2147483647 are its negative values.  Pids are those that the caller
 * sees: in a pid namespace, processes outside of it do not exist.  Where the
 * kernel cannot tell pids from one namespace to another (before Linux 6.13), a
 * call that needs them is ENOSYS there: to list, to kill, to ask for a process
 * other than oneself.
 *
 * A job belongs to the user who registered its first process, root's jobs to
 * root.  "Root" is user id 0 in the initial user namespace; inside a pid namespace
 * it has no say over jobs that began outside of it, nor over processes there.
 */
#ifndef PROCTRACK_H
#define PROCTRACK_H

#include <stdint.h>
#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What proctrack_version() answers; the last one for AIX answered 3. */
#define PROCTRACK_VERSION 4

/*
 * Put the calling process into a job, which begins with this if nobody is in it.
 *   EINVAL   job 0
 *   EEXIST   the caller is in a job, this one or another
 *   EPERM    the job belongs to another user (root may join any)
 *   ENOMEM   the table is full, or the caller's share of it
 *   EBUSY    the job is being killed
 */
int proctrack_job_reg_self(int *job);

/*
 * Put another process into a job.  Its children that exist already stay where they are.
 *   EPERM    the caller is not root; or pid 1 or a kernel thread
 *   ESRCH    no such process, or a thread's id
 *   and as for proctrack_job_reg_self
 */
int proctrack_job_reg_pid(int *job, int *pid);

/*
 * Ask that a job be over: 0 when it has no process, also if it never had one.  A process counts
 * until it is a zombie or gone, and has given back its memory, files, ports and locks.
 *   EINVAL   job 0
 *   EBUSY    it has processes: signal them, and ask again
 *   EPERM    it belongs to another user (root may ask for any)
 */
int proctrack_job_unreg(int *job);

/*
 * Signal every process of a job; 0 only tests.  Whoever is born into a job
 * while its owner or root sends SIGKILL dies at birth, so one call is enough.
 * Each process is signalled only if kill(2) would let the caller do so.  Before Linux 6.13 the
 * library sends the signals, and with SIGKILL returns when nobody is left alive but those that the
 * caller may not signal; it takes a real-time priority meanwhile, if the caller may.
 * Who is killed may take a while to give back what it holds: see proctrack_job_wait.
 *   EINVAL   job 0, or no such signal
 *   ESRCH    the job has no process
 *   EPERM    there was none that the caller may signal
 */
int proctrack_job_kill(int *job, int *signal);

/*
 * The job of a process, or 0 with errno.
 *   ENOENT   it is in no job, or there is no such process
 */
uint32_t proctrack_get_job_id(int *pid);

/*
 * The pids of a job's processes.
 *   len    room in pids, in elements; with 0, pids may be NULL
 *   pids   takes at most len pids, each one once
 * Returns how many there are, which may exceed len: call again with more room.
 * An unknown job has 0.  Who is a member from beginning to end of the call is in the answer.
 *   EINVAL   job 0, len below 0
 */
int proctrack_get_pids(uint32_t job, int len, int32_t *pids);

/* The same for all jobs: pids[i] is in jobs[i]. */
int proctrack_get_all_pids(int len, int32_t *pids, uint32_t *jobs);

/* The version of these calls: PROCTRACK_VERSION of the library.  Never fails. */
uint32_t proctrack_version(void);

/*
 * With debug on (proctrack start --debug), all records go into proctrackext.log, in the directory
 * where start ran; at most ten times a second.  With debug off nothing happens.
 */
void proctrack_dump_records(void);

/* ---- Since version 4 ---- */

/* Bytes of a job's label, with its NUL. */
#define PROCTRACK_LABEL_SIZE 32

/*
 * Say for whom root runs a job, for people who look at it ("slurm 12.0").  It is over with the job.
 *   user    whose work this is; it gains no rights by that
 *   label   text, cut to PROCTRACK_LABEL_SIZE
 *   EINVAL  job 0
 *   EPERM   the caller is not root
 *   ESRCH   the job has no process
 */
int proctrack_job_label(uint32_t job, uid_t user, const char *label);

/*
 * Put the caller in a job that has no process yet, and that nobody else can have got at the same
 * time.
 *   job     in: the id that is wanted, 0 = any; out: the id of the job.  When the wanted one is
 *           taken, it is one that is no pid
 *   errors as for proctrack_job_reg_self
 */
int proctrack_job_new(int *job);

/*
 * Sleep until a job has no process, in the same way for one that never had any.  Then each one is a
 * zombie or gone, and its memory, files, ports and locks are free.  The next job with the id is
 * another one, and is not waited for.
 *   timeout_ms  the longest wait in milliseconds, below 0: for ever
 *   EINVAL      job 0
 *   ETIMEDOUT
 */
int proctrack_job_wait(uint32_t job, int timeout_ms);

/*
 * Tie a job to a process, its owner: when the owner ends in any way (exit, crash, SIGKILL; exec is
 * no end), the kernel kills the job as proctrack_job_kill does with SIGKILL, on behalf of whoever
 * tied it: root reaches all processes, a user those that the job's user may signal by user id.  No
 * daemon has to run.  The owner may be outside the job or in it, and may own several; a job has one
 * owner, the last one that it was given.
 *   owner   a pid, of a process that the caller may signal; 0 = nobody any more
 *   EINVAL  job 0
 *   EPERM   the job belongs to another user; or the owner is none that the caller may signal, is
 *           pid 1 or a kernel thread
 *   ESRCH   the job has no process; or there is no such process as the owner, or it has ended
 *   EBUSY   the owner has ended, and the job is being killed
 *   ENOSYS  also before Linux 6.13
 */
int proctrack_job_tie(uint32_t job, pid_t owner);

/*
 * The same by a file descriptor of the owner (pidfd_open(2)), so that it cannot be another process
 * that has the pid by now.
 *   EBADF   it is no such file descriptor, and as above
 */
int proctrack_job_tie_pidfd(uint32_t job, int pidfd);

#ifdef __cplusplus
}
#endif
#endif
