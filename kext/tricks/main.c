// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * proctrack-tricks: one trick of the escape drill, for "proctrack selftest".
 *
 *   proctrack-tricks TRICK     says on standard output, and takes as bytes on standard input:
 *                                pid N        who is to be put into a job; waits for "g"
 *                                member N     each process that the kill must end, and then
 *                                ready        under way; waits for "k", when the job was killed
 *                                over         nobody is left, or "left N" after OVER_MS
 *                              or "skip REASON" or "failed REASON" instead of members.
 *                              At the end of the input, whenever that is, it ends what is left.
 *   proctrack-tricks bystander says its pid, and waits for the end of the input
 */
#include "launcher.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

/* What a sweep may take, and more. */
enum { GRACE_SECONDS = 6 };

static const struct trick *find(const struct trick *trick, const char *name)
{
	while (trick->name && strcmp(trick->name, name))
		trick++;
	return trick->name ? trick : NULL;
}

int main(int count, char **arguments)
{
	const struct trick *trick = NULL;

	if (count == 3 && !strcmp(arguments[1], "role")) {
		board_find();
		play_role(arguments[2], arguments[0]);
	}
	if (count == 2)
		trick = find(tricks, arguments[1]) ?: find(storms, arguments[1]);
	if (count != 2 || (!trick && strcmp(arguments[1], "bystander"))) {
		fprintf(stderr, "usage: proctrack-tricks TRICK, or proctrack-tricks bystander\n");
		return 2;
	}
	board_make();
	/* Ctrl-C is for who started us: the end of the input says what to do. */
	signal(SIGINT, SIG_IGN);
	signal(SIGTERM, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
	arm(launcher_expires, GRACE_SECONDS);
	if (trick)
		return launch(trick);
	dprintf(1, "pid %d\n", (int)getpid());
	while (await_command() != ENDED)
		;
	return 0;
}
