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
#include "tricks.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

/* The grace is what a sweep may take, and more. */
enum { LIFE_SECONDS = 20, GRACE_SECONDS = 6 };

static const struct trick tricks[] = {
	{.name = "daemon", .play = play_daemon, .members = 3},
	{.name = "orphan", .play = play_orphan, .members = 2},
	{.name = "environment", .play = play_environment, .members = 2},
	{.name = "name", .play = play_name, .members = 4},
	{.name = "nohup", .play = play_nohup, .members = 2},
	{.name = "sessions", .play = play_sessions, .members = 5},
	{.name = "vfork", .play = play_vfork, .members = 3},
	{.name = "clone-parent", .play = play_clone_parent, .members = 3},
	{.name = "thread-exec", .play = play_thread_exec, .members = 2},
	{.name = "leader-exit", .play = play_leader_exit, .members = 2},
	{.name = "stopped", .play = play_stopped, .members = 2},
	{.name = "setuid", .play = play_setuid, .members = 2},
	{.name = "namespace", .play = play_namespace, .members = 3},
	{.name = "cgroup", .play = play_cgroup, .members = 2},
	/* one is alive; the rest is room for those not yet reaped */
	{.name = "chain",
	 .play = play_chain,
	 .births = 100,
	 .processes = 16,
	 .most_births = 20000,
	 .pause_us = 500,
	 .no_room_us = 1000},
	{.name = "bomb",
	 .play = play_bomb,
	 .births = 100,
	 .processes = 60,
	 .most_births = 5000,
	 .pause_us = 10000,
	 .no_room_us = 10000},
	{0}};

static const struct trick *find(const char *name)
{
	const struct trick *trick = tricks;

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
		trick = find(arguments[1]);
	if (count != 2 || (!trick && strcmp(arguments[1], "bystander"))) {
		fprintf(stderr, "usage: proctrack-tricks TRICK, or proctrack-tricks bystander\n");
		return 2;
	}
	board_make(LIFE_SECONDS);
	/* Ctrl-C is for who started us: the end of the input says what to do. */
	signal(SIGINT, SIG_IGN);
	signal(SIGTERM, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
	arm(launcher_expires, GRACE_SECONDS);
	if (trick) {
		board->trick = *trick;
		return launch();
	}
	dprintf(1, "pid %d\n", (int)getpid());
	while (await_command() != ENDED)
		;
	return 0;
}
