// SPDX-License-Identifier: Apache-2.0
// The leader thread has exited and shows as a zombie; another thread lives on and forks.
#include "common.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { CHILDREN = 3 };

static int leader_is_zombie(void)
{
	char path[64], line[256] = "";
	FILE *stat;

	snprintf(path, sizeof(path), "/proc/self/task/%d/stat", (int)getpid());
	stat = fopen(path, "r");
	if (!stat)
		return 1;
	if (!fgets(line, sizeof(line), stat))
		line[0] = 0;
	fclose(stat);
	return strstr(line, ") Z ") != NULL;
}

static void *heir(void *unused)
{
	(void)unused;
	while (!leader_is_zombie())
		usleep(1000);
	for (int i = 0; i < CHILDREN; i++)
		if (drill_fork() == 0)
			drill_member_linger();
	drill_member();
	drill_ready(CHILDREN + 1);
	drill_linger();
}

int main(void)
{
	pthread_t thread;

	drill_start();
	if (pthread_create(&thread, NULL, heir, NULL))
		drill_die("pthread_create");
	pthread_exit(NULL);
}
