// SPDX-License-Identifier: Apache-2.0
// Eight threads that start and exit again and again: one process, however many threads.
#include "common.h"

#include <pthread.h>
#include <unistd.h>

enum { THREADS = 8, WARM_UP_ROUNDS = 20, PAUSE_US = 2000 };

static void *live_a_little(void *unused)
{
	usleep(PAUSE_US);
	return unused;
}

static void one_round(void)
{
	pthread_t threads[THREADS];

	for (int i = 0; i < THREADS; i++)
		if (pthread_create(&threads[i], NULL, live_a_little, NULL))
			drill_die("pthread_create");
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
}

int main(void)
{
	drill_start();
	for (int i = 0; i < WARM_UP_ROUNDS; i++)
		one_round();
	drill_member();
	drill_ready(1);
	for (;;)
		one_round();
}
