/* SPDX-License-Identifier: Apache-2.0 */
/*
 * stage.h: a play of several processes, told by one. The director (the program that was started,
 * root) tells its workers what to do and what must come of it; a worker does one function at a
 * time, in its own process with its own rights, and answers its value and errno.
 *
 * Every process has the dead-man of kext/tricks/board.h. At the end the director ends all
 * workers and jobs, and looks at the extension's figures: nothing may be left or lost.
 */
#ifndef STAGE_H
#define STAGE_H

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#include "board.h"
#include "common.h"
#include "proctrack.h"
#include "proctrack_loader.h"

/* Users of the tests' own; nobody has a process as one of these but the tests. */
enum { ALICE = 61501, BOB = 61502, NOBODY = 65534 };

/* Where the extension under test is: the environment's PROCTRACK_PINS. */
const char *pins(void);

/* What must be; else the place is told, the stage is cleared, and the exit code is 1. */
#define CHECK(what) checked((what), __FILE__, __LINE__, #what)
void checked(bool right, const char *file, int line, const char *what);

/* A call's value must be this; when it is -1, or error is not 0, its errno too. */
#define EXPECT(call, value, error)                                                                 \
	do {                                                                                       \
		errno = 0;                                                                         \
		long got_ = (long)(call);                                                          \
		expected(got_, errno, value, error, __FILE__, __LINE__, #call);                    \
	} while (0)
void expected(long got, int got_error, long value, int error, const char *file, int line,
	      const char *what);

/* Wait until something is so, for ten seconds at most. */
#define AWAIT(what)                                                                                \
	do {                                                                                       \
		long end_ = now_ms() + 10000;                                                      \
		bool right_;                                                                       \
		while (!(right_ = (what)) && now_ms() < end_)                                      \
			breathe();                                                                 \
		checked(right_, __FILE__, __LINE__, #what);                                        \
	} while (0)
long now_ms(void);
void breathe(void);

struct worker {
	pid_t pid; /* as the mounted /proc has it */
	int channel;
	int pidfd;
};

typedef long (*verb)(long, long);

/* A child of the director, of a worker; as a user: with at most 300 processes. */
struct worker *worker_new(void);
struct worker *worker_of(struct worker *parent);
struct worker *worker_as(uid_t uid);

/* Let a worker do something: its value, with its errno; -1 with ECHILD when it died of it. */
long on(struct worker *worker, verb what, long a, long b);

/* The descriptor by which it hears us. */
long far_end(const struct worker *worker);

bool lives(const struct worker *worker);
void end_worker(struct worker *worker);
/* The letter of ps(1); 0 = gone. */
char state_of(pid_t pid);

/* The extension's figures. */
struct pt_state figures(void);

/* A program's scenes; argv[1] names the one to play. A scene may read its arguments. */
struct scene {
	const char *name;
	void (*play)(void);
};
int play(int argc, char **argv, const struct scene *scenes, size_t count);
/* The number after the scene's name, or else this. */
long argument(int which, long otherwise);
const char *argument_text(int which);

#define PLAY(argc, argv, scenes) play(argc, argv, scenes, sizeof(scenes) / sizeof((scenes)[0]))

#endif
