/* SPDX-License-Identifier: Apache-2.0 */
/* watcher.h: somebody who asks for everything all the time, as an agent that watches does. */
#ifndef DRILL_WATCHER_H
#define DRILL_WATCHER_H

#include <pthread.h>
#include <stdatomic.h>

struct watcher {
	atomic_bool ending;
	atomic_int rounds; /* all was asked for so often */
	atomic_int error;  /* the first -errno that was no answer */
	pthread_t thread;
};

/* 0 or -errno. */
int watcher_start(struct watcher *watcher);
void watcher_end(struct watcher *watcher);

#endif
