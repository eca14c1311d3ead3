// SPDX-License-Identifier: Apache-2.0
/* One program for all workloads, which plays the one whose name it has. */
#include "workloads.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { REAPING_SECONDS = 3, LEAST_UID = 1000, MOST_UID = 2000000000, MOST_BIRTHS = 1000000 };

static void set_births(int option, const char *text)
{
	if (option == 'u')
		board->uid = (uid_t)drill_number(text, LEAST_UID, MOST_UID);
	else
		board->trick.most_births = (int)drill_number(text, 1, MOST_BIRTHS);
}

/* It is ready when it has as many as it may. */
static void set_bomb(int option, const char *text)
{
	if (option != 'n') {
		set_births(option, text);
		return;
	}
	board->trick.processes = (int)drill_number(text, 2, MOST_PROCESSES);
	board->trick.births = board->trick.processes - 1;
}

static const struct workload workloads[] = {
	{.trick = {.name = "daemonize", .play = play_daemon, .members = 1}},
	{.trick = {.name = "orphan", .play = play_orphan, .members = 2}},
	{.trick = {.name = "cloneparent", .play = play_clone_parent, .members = 3},
	 .launched = true},
	{.trick = {.name = "vforker", .play = play_vfork, .members = 3}},
	{.trick = {.name = "spawner", .play = play_spawn, .members = 3}},
	{.trick = {.name = "threads", .play = play_threads, .members = 1}},
	{.trick = {.name = "threadexec", .play = play_thread_exec, .members = 2}},
	{.trick = {.name = "leaderexit", .play = play_leader_exit, .members = 4}},
	{.trick = {.name = "names", .play = play_name, .members = 6}},
	{.trick = {.name = "namespaces", .play = play_namespace, .members = 3}},
	{.trick = {.name = "setuid", .play = play_setuid_root, .members = 2}},
	{.trick = {.name = "stopped", .play = play_stopped, .members = 4}},
	{.trick = {.name = "ptraced", .play = play_ptrace, .members = 3}},
	{.trick = {.name = "cgroupmove", .play = play_cgroup, .members = 2}, .launched = true},
	{.trick = {.name = "hopper",
		   .play = play_chain,
		   .births = 100,
		   .processes = 32,
		   .most_births = 20000,
		   .no_room_us = 1000},
	 .launched = true,
	 .options = "n:u:",
	 .set = set_births},
	{.trick = {.name = "bomb",
		   .play = play_bomb,
		   .births = 199,
		   .processes = 200,
		   .most_births = 100000,
		   .no_room_us = 5000},
	 .launched = true,
	 .options = "n:u:t:",
	 .set = set_bomb},
	{.trick = {.name = "forker", .play = play_forker}, .options = "k:p:", .set = set_forker},
	{.trick = {.name = "holder", .play = play_holder, .members = 1},
	 .options = "m:p:l:",
	 .set = set_holder},
	{.trick = {.name = "overflow", .play = play_overflow, .members = 65},
	 .options = "m:f:",
	 .set = set_overflow},
};

enum { WORKLOADS = sizeof(workloads) / sizeof(workloads[0]) };

/* Init may take seconds to reap; a subreaper that ignores SIGCHLD leaves no zombies at all. */
static _Noreturn void launcher(void)
{
	arm(SIG_IGN, REAPING_SECONDS);
	close(0);
	close(1);
	close(OUTPUT_FD);
	while (wait(NULL) > 0 || errno == EINTR)
		;
	remove_cgroup();
	_exit(0);
}

static void launch(void)
{
	board->launcher = getpid();
	signal(SIGCHLD, SIG_IGN);
	if (prctl(PR_SET_CHILD_SUBREAPER, 1) < 0)
		drill_die("PR_SET_CHILD_SUBREAPER");
	if (give_birth() > 0)
		launcher();
	signal(SIGCHLD, SIG_DFL);
}

static int play(const struct workload *workload, int argc, char **argv)
{
	char byte;
	int option;

	board->trick = workload->trick;
	while ((option = getopt(argc, argv, workload->options ?: "")) != -1) {
		if (option == '?')
			return 2;
		workload->set(option, optarg);
	}
	if (workload->launched)
		launch();
	say("pid %d\n", (int)getpid());
	if (read(0, &byte, 1) != 1)
		return 1;
	workload->trick.play();
	return 0;
}

static int play_named(const char *name, int argc, char **argv)
{
	for (int i = 0; i < WORKLOADS; i++)
		if (!strcmp(workloads[i].trick.name, name))
			return play(&workloads[i], argc, argv);
	/* For the Makefile. */
	for (int i = 0; i < WORKLOADS; i++)
		say("%s\n", workloads[i].trick.name);
	say("bystander\n");
	return 0;
}

int main(int argc, char **argv)
{
	const char *name = basename(argv[0]);

	if (argc == 3 && !strcmp(argv[1], "role")) {
		board_find();
		if (!strcmp(argv[2], "setuid"))
			play_setuid_helper();
		play_role(argv[2], argv[0]);
	}
	drill_open();
	if (strcmp(name, "bystander"))
		return play_named(name, argc, argv);
	/* In no job, it must outlive every kill. */
	say("pid %d\n", (int)getpid());
	linger();
}
