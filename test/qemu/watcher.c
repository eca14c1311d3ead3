// SPDX-License-Identifier: Apache-2.0
// Asks for all processes, jobs, accounts and events, and sweeps; see watcher.h.
#include "watcher.h"

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <unistd.h>

#include "proctrack_loader.h"
#include "scene.h"

enum { PAUSE_US = 2000 };

static const enum pt_op listings[] = {PT_OP_LIST, PT_OP_JOBS, PT_OP_ACCOUNT, PT_OP_HISTORY,
				      PT_OP_EVENTS};

/* A job that is over, and a kernel whose hands are full, are answers too. */
static bool is_an_answer(int error)
{
	return !error || error == -ESRCH || error == -EAGAIN;
}

static int ask_for(enum pt_op op)
{
	struct pt_page page = {.head = {.op = op, .job = job}};
	int error;

	do
		error = proctrackext_page(extension.pins, &page);
	while (!error && op != PT_OP_ACCOUNT && op != PT_OP_EVENTS && page.head.list.after);
	return error;
}

static void *watch(void *argument)
{
	struct pt_request sweep = {.op = PT_OP_SWEEP};
	struct watcher *watcher = argument;

	while (!atomic_load(&watcher->ending)) {
		int error = proctrackext_call(extension.pins, &sweep);

		for (size_t i = 0; i < sizeof(listings) / sizeof(listings[0]); i++)
			if (is_an_answer(error))
				error = ask_for(listings[i]);
		if (!is_an_answer(error) && !atomic_load(&watcher->error))
			atomic_store(&watcher->error, error);
		atomic_fetch_add(&watcher->rounds, 1);
		usleep(PAUSE_US);
	}
	return NULL;
}

int watcher_start(struct watcher *watcher)
{
	atomic_store(&watcher->ending, false);
	atomic_store(&watcher->rounds, 0);
	atomic_store(&watcher->error, 0);
	return -pthread_create(&watcher->thread, NULL, watch, watcher);
}

void watcher_end(struct watcher *watcher)
{
	atomic_store(&watcher->ending, true);
	pthread_join(watcher->thread, NULL);
}
