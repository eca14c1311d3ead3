// SPDX-License-Identifier: Apache-2.0
// One line for each check, and how many held; see check.h.
#include "check.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static char prefix[64];
static int passed, failed;

void check_begin(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(prefix, sizeof(prefix), format, args);
	va_end(args);
}

bool check(const char *name, bool holds, const char *format, ...)
{
	char reason[512];
	va_list args;

	va_start(args, format);
	vsnprintf(reason, sizeof(reason), format, args);
	va_end(args);
	if (holds)
		printf("ok %s %s\n", prefix, name);
	else
		printf("FAIL %s %s %s\n", prefix, name, reason);
	fflush(stdout);
	if (holds)
		passed++;
	else
		failed++;
	return holds;
}

bool check_call(const char *name, int error)
{
	return check(name, error == 0, "error %d: %s", error, strerror(-error));
}

bool check_equal(const char *name, long is, long must)
{
	return check(name, is == must, "is %ld, must be %ld", is, must);
}

void check_skip(const char *name, const char *reason)
{
	printf("skip %s %s %s\n", prefix, name, reason);
	fflush(stdout);
}

void check_info(const char *format, ...)
{
	va_list args;

	printf("info %s ", prefix);
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	printf("\n");
	fflush(stdout);
}

int check_end(void)
{
	printf("%d passed, %d failed\n", passed, failed);
	fflush(stdout);
	return failed ? 1 : 0;
}
