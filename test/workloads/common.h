/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What every workload of the escape drill shares: the dead-man, the gate and the lines on standard
 * output.
 *
 * A workload writes "pid N", blocks until a byte arrives on stdin (end of file: it leaves, nothing
 * done), does its one trick, writes "member N" for every process that the kill must end, then
 * "ready". "expired" and "done" say that a dead-man or a bound ended it. Each line is one
 * write(2). All members keep the output pipe open, so its end of file says that the last of them
 * has closed its files in dying.
 */
#ifndef DRILL_COMMON_H
#define DRILL_COMMON_H

#include <sys/types.h>

/* Kept open across exec: the output, and a pipe on which members acknowledge with a byte. */
enum { DRILL_OUT = 200, DRILL_ACK_READ = 201, DRILL_ACK_WRITE = 202 };

/* Environment: the workload's life in seconds (1 to 600), and its end, for our own exec. */
#define DRILL_SECONDS "DRILL_SECONDS"
#define DRILL_DEADLINE "DRILL_DEADLINE"

/* Start: set the one deadline, arm, set up the pipes. Then the gate. drill_start does both. */
void drill_open(void);
void drill_gate(void);
void drill_start(void);

/*
 * The same, but "pid" is a child of the program that was started. That one, the launcher, stays
 * outside the job, adopts the orphans and reaps all at once; spared by the kill, it exits with 0
 * when the last of them is gone.
 */
void drill_start_launched(void);

/* Start of a program that a workload of ours executed; deadline is the text of DRILL_DEADLINE. */
void drill_rejoin(const char *deadline);
const char *drill_deadline(void);
long drill_seconds_left(void);

/*
 * The dead-man of this process; timers are not inherited, so each new process arms its own. SIGALRM
 * has a handler, which also ends the init of a pid namespace; one second later a timer sends
 * SIGKILL, which also ends a process that is stopped. PR_SET_PDEATHSIG is not used: it would do the
 * work of the kill that is under test.
 */
void drill_arm(void);

/* fork(2), which ends the caller on failure, and clone(2), which returns -1. Child armed. */
pid_t drill_fork(void);
pid_t drill_clone(unsigned long flags);

/* Takes an own uid with at most nproc processes; needs root. */
void drill_become(uid_t uid, unsigned long nproc);

/* One line to the output, by one write. */
void drill_say(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The caller is a member: says and acknowledges so, with the pid that the mounted /proc knows. */
void drill_member(void);

/*
 * Waits until that many members have acknowledged. If they fall silent for three seconds, says
 * "short MISSING" and returns that number, else 0. drill_ready says "ready" in either case.
 */
int drill_await_members(int members);
void drill_ready(int members);

/* Sleeps, deaf to SIGTERM, SIGHUP and SIGINT, until killed or the dead-man comes. */
_Noreturn void drill_linger(void);
_Noreturn void drill_member_linger(void);

/* Waits until a process is dead, be it a zombie. */
void drill_await_death(pid_t pid);

/* "skip REASON", exit 0. */
_Noreturn void drill_skip(const char *reason);

/* perror, exit 1. */
_Noreturn void drill_die(const char *what);

/* A number from the command line; out of range: usage, exit 2. */
long drill_number(const char *text, long least, long most);

#endif
