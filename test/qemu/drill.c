// SPDX-License-Identifier: Apache-2.0
// The escape drill on the running kernel, by the C library alone: no JVM, no daemon. Run as
// drill [-a] [-s STORMS] [-o TIMES] [-p PINS] [-e EXTENSION] [-w WORKLOADS] [-c CLIENT] [-t
// SECONDS] [FEATURES_OFF...]; one round for each mask of kernel features to do without. -a: nobody
// else uses BPF here, so nothing at all may be left. -s: nothing but so many storms. -o: nothing
// but a job of all workloads that dies with its owner, so many times for each kind of its end. -t:
// the most that all rounds may take.
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "drills.h"
#include "proctrack_loader.h"
#include "scene.h"

enum { DRILL_SECONDS_MOST = 900, CAPACITY = 2048 };

static int seconds_most = DRILL_SECONDS_MOST;

static int storms;	/* 0: all drills */
static int owners_ends; /* likewise */

static void run_storms(const char *round, int programs)
{
	for (int i = 0; i < storms; i++) {
		drill_storm(round);
		drill_killed_storm(round);
	}
	stop(round, programs);
}

static void run_calls(const char *round)
{
	drill_calls(round);
	drill_client(round);
	drill_kills(round);
	drill_floods(round);
	drill_namespaces(round);
}

static void run_round(uint32_t features_off)
{
	int programs = programs_loaded();
	char round[32];

	extension.features_off = features_off;
	snprintf(round, sizeof(round), "off=%#x", features_off);
	if (!start(round, CAPACITY, PT_OVERFLOW_TRACK))
		return;
	if (storms) {
		run_storms(round, programs);
		return;
	}
	if (owners_ends) {
		drill_owners_together(round, owners_ends);
		stop(round, programs);
		return;
	}
	drill_all(round);
	drill_newborn(round);
	drill_turns(round);
	drill_features(round);
	if (features_off & PT_FEATURE_CALLS)
		drill_without_calls(round);
	else
		run_calls(round);
	drill_grants(round);
	drill_status(round);
	drill_accounts(round);
	drill_gone(round);
	drill_owners(round);
	drill_reuse(round);
	drill_in_the_way(round);
	drill_frozen(round);
	drill_storm(round);
	drill_killed_storm(round);
	if (!(features_off & PT_FEATURE_CALLS))
		drill_walks(round);
	stop(round, programs);
	drill_overflow(round, programs);
	drill_overflow_kill(round, programs);
	drill_at_birth(round, programs);
	drill_large(round, programs);
	drill_news(round, programs);
	if (!features_off)
		drill_refused(round);
}

static int run_rounds(char *const masks[])
{
	alarm(seconds_most);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (prctl(PR_SET_CHILD_SUBREAPER, 1) < 0)
		return 1;
	for (; *masks; masks++) {
		run_round(strtoul(*masks, NULL, 0));
		bystander_end();
		while (waitpid(-1, NULL, WNOHANG) > 0)
			;
	}
	return check_end();
}

/* The drill itself is a child, so that whatever becomes of it the extension goes. */
int main(int argc, char **argv)
{
	static char *all_on[] = {"0", NULL};
	const char *file = "proctrackext";
	uint32_t jobs;
	int option, status = 1 << 8, error;
	pid_t child;

	while ((option = getopt(argc, argv, "as:o:p:e:w:c:t:")) != -1) {
		if (option == 'a')
			alone = true;
		else if (option == 's')
			storms = atoi(optarg);
		else if (option == 'o')
			owners_ends = atoi(optarg);
		else if (option == 'p')
			extension.pins = optarg;
		else if (option == 'e')
			file = optarg;
		else if (option == 'w')
			workloads = optarg;
		else if (option == 'c')
			client = optarg;
		else if (option == 't')
			seconds_most = atoi(optarg);
		else
			return 2;
	}
	error = extension_read(&extension, file);
	if (error) {
		fprintf(stderr, "drill: %s: %s\n", file, strerror(-error));
		return 1;
	}
	setenv("PROCTRACK_PINS", extension.pins, 1);
	child = fork();
	if (child == 0)
		exit(run_rounds(optind < argc ? argv + optind : all_on));
	if (child > 0)
		waitpid(child, &status, 0);
	if (extension_left_pins(&extension))
		proctrackext_stop(extension.pins, NULL, 0, PT_FLAG_FORCE, &jobs, NULL, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
