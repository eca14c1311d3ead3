// SPDX-License-Identifier: Apache-2.0
// exec from a thread that is not the leader: the leader vanishes, the thread takes over its pid.
#include "common.h"

#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

static void *exec_self(void *name)
{
	char *argv[] = {name, "after", NULL};

	execv("/proc/self/exe", argv);
	drill_die("exec");
}

int main(int argc, char **argv)
{
	pthread_t thread;

	if (argc == 2) {
		drill_rejoin(getenv(DRILL_DEADLINE));
		/* What is born after the exec belongs to the job as well. */
		if (drill_fork() == 0)
			drill_member_linger();
		drill_member();
		drill_ready(2);
		drill_linger();
	}
	drill_start();
	if (pthread_create(&thread, NULL, exec_self, argv[0]))
		drill_die("pthread_create");
	pthread_join(thread, NULL);
	return 1;
}
