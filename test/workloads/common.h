/* SPDX-License-Identifier: Apache-2.0 */
/* common.h: what the tests' programs in C have from their environment and command line. */
#ifndef DRILL_COMMON_H
#define DRILL_COMMON_H

/* The environment: how many seconds the program and all that it starts may live, 1 to 600. */
#define DRILL_SECONDS "DRILL_SECONDS"

/*
 * Makes the board of kext/tricks, with a dead-man for that time.  There is no launcher, and each
 * process writes its lines itself, to standard output.
 */
void drill_open(void);

/* perror, exit 1. */
_Noreturn void drill_die(const char *what);

/* A number from the command line; out of range: usage, exit 2. */
long drill_number(const char *text, long least, long most);

#endif
