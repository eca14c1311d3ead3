/* SPDX-License-Identifier: GPL-2.0-or-later */
/* calls.h: what libproctrack's files share. */
#ifndef PROCTRACK_CALLS_INTERNAL_H
#define PROCTRACK_CALLS_INTERNAL_H

#include <sys/socket.h>

#include "../lib/common.h"
#include "proctrack.h"

/* What a way into the kernel answers when it is not there: the next one may be. */
#define NOT_THERE (-ENOPROTOOPT)

#define SINK_PAGE (PT_PIDS_BYTES / 4) /* most pairs that are added at a time */

/* Where a listing goes to. */
struct sink {
	uint32_t job; /* of this job only; 0 = all */
	int len;      /* room, in elements */
	int32_t *pids;
	uint32_t *jobs; /* or NULL */
	int count;	/* how many there are, also beyond len */
	int fd;		/* a socket to look at the memory through; -1: the kept one */
};

/* proctrack.c: whether to try again, after a pause: all walks are taken, or a process is not quite
 * born; both pass */
int again(int error, int *tries);

/* user.c: the caller's memory, which may not be there: 0, -EFAULT, or why we cannot look */
int user_read_int(const int *from, uint32_t *value);
int user_write_int(int *to, uint32_t value);
int user_read_text(char *to, size_t size, const char *from);
int sink_add(struct sink *sink, const struct pt_pair *pairs, uint32_t count);

/* A pid, and its job. */
struct finding {
	uint32_t pid;
	uint32_t job;
};

/* 0, -errno or NOT_THERE; takes a struct pt_request, finding or sink by its name */
typedef int way(void *request);

/* proctrack.c: through a socket, else through the pins: 0 or -errno */
int ask(way *socket_way, way *pins_way, void *request);

/*
 * exact.c: a job by its generation too, for our own tools.  A job ends with its last process, and
 * the next one with its id is another: whoever signals twice, or waits, must not go on with that.
 * 0 or -errno; -ESRCH: that job is over.
 */
struct exact_job {
	uint32_t id;
	uint64_t generation;
};

int exact_find(uint32_t id, struct exact_job *ret_job);
int exact_signal(const struct exact_job *job, int signal);
int exact_wait(const struct exact_job *job, int timeout_ms);

/* Whether the id is another job's by now; the first time, which job it is is noted. */
bool exact_is_another(uint32_t id, struct exact_job *noted);

/* proctrack.c: do it, by the first way that there is, and answer as a call does */
int issue(struct pt_request *request);
int result(int error);

/* socket.c: the way of any user */
way socket_command, socket_find, socket_pids;
int socket_new(void);
int socket_ask(int fd, enum pt_question question, uint32_t about, void *answer, socklen_t size);
/* The one that is never closed, or -1. Keep this one in the place of the one that was kept before;
 * false: somebody else was faster. Another file may have its number by now. */
int socket_kept(void);
bool socket_keep(int fd, int before);
bool is_no_socket(int error);

/* memory.c: whether the four bytes there can be read, and the byte there written, which is lost by
 * it; through fd, or -1 for the kept socket. 0, -EFAULT, or why there is no socket to look with. */
int memory_look(const void *at);
int memory_touch(int fd, void *at);

/* kill.c: the same for PT_OP_SIGNAL */
way socket_signal;
way socket_generation; /* takes a struct exact_job */

/* pins.c: root's way, where a kernel has no other */
way pins_command, pins_find, pins_pids, pins_generation;
bool pins_are_open(void);

/* place.c: which extension: its pin directory, and the level of its calls */
const char *place_pins(void);
int place_level(void);

#endif
