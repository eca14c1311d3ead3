// SPDX-License-Identifier: Apache-2.0
#include "common.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "board.h"

enum { DEFAULT_SECONDS = 60, MOST_SECONDS = 600 };

void drill_open(void)
{
	const char *seconds = getenv(DRILL_SECONDS);

	board_make(seconds ? (int)drill_number(seconds, 1, MOST_SECONDS) : DEFAULT_SECONDS);
	board->launcher = -1;
	arm_member();
	if (dup2(1, OUTPUT_FD) < 0)
		drill_die("output");
	board->direct = true;
}

void drill_die(const char *what)
{
	perror(what);
	_exit(1);
}

long drill_number(const char *text, long least, long most)
{
	char *end;
	long number = strtol(text, &end, 10);

	if (end == text || *end || number < least || number > most) {
		fprintf(stderr, "%s: want a number from %ld to %ld\n", text, least, most);
		exit(2);
	}
	return number;
}
