/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * board.h: the engine of the tricks: the board, the dead-man, births, and who reports.
 *
 * Everyone shares one page, the board, which outlives them.  No process can outlive its deadline,
 * whatever becomes of the kernel extension and of who started it.
 */
#ifndef PROCTRACK_BOARD_H
#define PROCTRACK_BOARD_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* Both descriptors stay open across exec. */
enum { MOST_MEMBERS = 16, BOARD_FD = 9, OUTPUT_FD = 200 };

enum trouble { NONE, FAILED, SKIPPED };

struct trick {
	const char *name;
	void (*play)(void);
	int members; /* who report themselves; 0 when they come and go too fast for that */
	int births;  /* then the trick is under way after so many */
	/* Of these: how many at a time and in all; the pauses after a birth, and without. */
	int processes, most_births, pause_us, no_room_us;
};

struct board {
	int64_t deadline; /* seconds of CLOCK_MONOTONIC */
	int life;
	bool direct;		    /* each process writes its lines itself, to OUTPUT_FD */
	pid_t launcher;		    /* the process outside the job that adopts the orphans, or -1 */
	uid_t uid;		    /* for become_alone */
	struct trick trick;	    /* its pointers are of no use after an exec */
	atomic_int brake;	    /* whoever forks for ever stops */
	atomic_int claims, reports; /* places taken, and filled, in member */
	atomic_int births;	    /* of the tricks that have no members to count */
	atomic_int over;	    /* as many were born as may be */
	atomic_int troubled;	    /* by the first one that has trouble */
	_Atomic enum trouble trouble;
	char reason[200];
	char cgroup[1024]; /* made by the trick */
	pid_t member[MOST_MEMBERS];
};

extern struct board *board;

/* Makes the board of processes that live for so many seconds, or finds it again after an exec. */
void board_make(int life);
void board_find(void);

/* One line, by one write, to OUTPUT_FD; nothing where the launcher tells. */
void say(const char *format, ...) __attribute__((format(printf, 1, 2)));

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

/* The caller is a process that the kill must end.  Where each writes itself, the last one says
 * "ready". */
void report(void);
_Noreturn void linger(void);
_Noreturn void report_and_linger(void);

/* The same of a process that is only counted; it is armed. */
void count_birth(void);

/* Waits until a process is dead, be it a zombie. */
void await_death(pid_t pid);

/* The trick cannot go on.  The first reason counts. */
_Noreturn void give_up(enum trouble kind, const char *what, int error);

/* Takes a user id, with at most so many processes; 0, or -1 and errno. */
int take_user(uid_t uid, unsigned long processes);

/* The same with the board's, which is one that nobody else has. */
void become_alone(unsigned long processes);

#endif
