/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tricks.h: what the tricks of the escape drill share.
 *
 * The launcher stays outside the job.  It is the reaper of all that the trick leaves without a
 * parent, so that nothing comes to init, and its wait(2) is a witness of its own for the end of the
 * last of them.  Everyone shares one page, the board, which needs no descriptor and outlives them.
 *
 * No process can outlive LIFE_SECONDS, whatever becomes of the kernel extension and the launcher.
 */
#ifndef PROCTRACK_TRICKS_H
#define PROCTRACK_TRICKS_H

#include <stdatomic.h>
#include <stdint.h>
#include <sys/types.h>

enum { LIFE_SECONDS = 20, MOST_MEMBERS = 16, BOARD_FD = 9 };

enum trouble { NONE, FAILED, SKIPPED };

struct board {
	int64_t deadline; /* seconds of CLOCK_MONOTONIC */
	pid_t launcher;
	atomic_int brake;	    /* whoever forks for ever stops */
	atomic_int claims, reports; /* places taken, and filled, in member */
	atomic_int births;	    /* of the tricks that have no members to count */
	atomic_int troubled;	    /* by the first one that has trouble */
	_Atomic enum trouble trouble;
	char reason[200];
	char cgroup[1024]; /* made by the trick, removed by the launcher */
	pid_t member[MOST_MEMBERS];
};

extern struct board *board;

/* Makes the board, or finds it again after an exec. */
void board_make(void);
void board_find(void);

/*
 * The dead-man of this process, which a fork does not inherit: SIGALRM has a handler, which also
 * ends the init of a pid namespace; grace seconds later a timer sends SIGKILL, which also ends a
 * process that is stopped.
 */
void arm(void (*on_alarm)(int), int grace);
void arm_member(void);

/* fork(2) with an armed child; what fails ends the trick. */
pid_t give_birth(void);

/* clone(2) without a stack, the same; what fails is the caller's. */
pid_t give_birth_with(unsigned long flags);

/*
 * Dies with the launcher, if that is the parent.  With any other parent the death signal would do
 * the work of the kill that is tried.
 */
void tie(void);

/* The caller is a process that the kill must end. */
void report(void);
_Noreturn void linger(void);
_Noreturn void report_and_linger(void);

/* Becomes this program again, with another name and another environment. */
_Noreturn void become(const char *name, const char *role, char **environment);

/* Waits until a process is dead, be it a zombie. */
void await_death(pid_t pid);

/* The trick cannot go on.  The first reason counts. */
_Noreturn void give_up(enum trouble kind, const char *what, int error);

/* Takes a user id that nobody else has, with at most so many processes. */
void become_alone(unsigned long processes);

struct trick {
	const char *name;
	void (*play)(void);
	int members; /* who report themselves; 0 when they come and go too fast for that */
	int births;  /* then the trick is under way after so many */
};

extern const struct trick tricks[], storms[];

void play_setuid(void);
void play_namespace(void);
void play_cgroup(void);

/* What a process of a trick does that has become this program again. */
_Noreturn void play_role(const char *role, char *name);

#endif
