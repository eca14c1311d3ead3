/* SPDX-License-Identifier: Apache-2.0 */
/* check.h: one line for each check, and how many held. */
#ifndef DRILL_CHECK_H
#define DRILL_CHECK_H

#include <stdbool.h>

/* What the names of the following checks begin with. */
void check_begin(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* "ok NAME" or "FAIL NAME reason"; answers whether it held. */
bool check(const char *name, bool holds, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* The same for a function that answers 0 or -errno. */
bool check_call(const char *name, int error);

/* The same for two numbers. */
bool check_equal(const char *name, long is, long must);

/* "skip NAME reason" and "info ..."; neither passed nor failed. */
void check_skip(const char *name, const char *reason);
void check_info(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* "N passed, N failed"; answers the exit code. */
int check_end(void);

#endif
