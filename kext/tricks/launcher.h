/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * launcher.h: the process that starts a trick and is no part of it.
 *
 * It stays outside the job.  It is the reaper of all that the trick leaves without a parent, so
 * that nothing comes to init, and its wait(2) is a witness of its own for the end of the last of
 * them.
 */
#ifndef PROCTRACK_LAUNCHER_H
#define PROCTRACK_LAUNCHER_H

#include "board.h"

/* No command is one of these. */
enum { ENDED = -1, SILENT = 0 };

enum { LOOK_MS = 2 };

/* Plays the board's trick; answers the exit code. */
int launch(void);

/* The handler of the launcher's dead-man: it counts as the end of the input. */
void launcher_expires(int signal);

/* The next byte of standard input, or ENDED. */
int await_command(void);

/* Reaps who is dead; answers whether nobody is left. */
int reap(void);

/*
 * Signals our children, 0 to count them, and answers how many.  Nobody but us reaps them, so their
 * pids stay theirs.
 */
int signal_children(int signal);

/* Ends all that is left: the children of whom we kill become ours.  Removes the trick's cgroup. */
void sweep(void);

#endif
