// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * socket.c: the way of any user: the options of a socket, at a level that only
 * the extension knows.  Any socket will do, and nothing is ever sent.
 *
 * Looking up a job and looking at memory keep their socket.  The program around
 * us may close it, and open something else under its number: then the kernel
 * says that this is no socket, and we make a new one; another socket of the
 * program does as well as ours.  So it is never closed, and fork and threads
 * need no care.
 */
#include "calls.h"

#include <fcntl.h>
#include <stdatomic.h>

#define FIRST_FD 3 /* 0 to 2 have a meaning, also where they are closed */

static atomic_int kept = -1;

int socket_kept(void)
{
	return atomic_load(&kept);
}

bool socket_keep(int fd, int before)
{
	return atomic_compare_exchange_strong(&kept, &before, fd);
}

bool is_no_socket(int error)
{
	return error == -EBADF || error == -ENOTSOCK;
}

int socket_new(void)
{
	int high, fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -errno;
	if (fd >= FIRST_FD)
		return fd;
	high = fcntl(fd, F_DUPFD_CLOEXEC, FIRST_FD);
	if (high < 0)
		high = -errno;
	close(fd);
	return high;
}

/* The kernel has two answers to an option that it does not know. */
static int known(int error)
{
	return error == -EOPNOTSUPP || error == -ENOPROTOOPT ? NOT_THERE : error;
}

static int command(int fd, const struct pt_request *request)
{
	return setsockopt(fd, place_level(), (int)request->op, request, sizeof(*request)) < 0
		       ? known(-errno)
		       : 0;
}

int socket_command(void *argument)
{
	struct pt_request *request = argument;
	int error, fd AUTO_CLOSE = socket_new();
	int through = fd < 0 ? atomic_load(&kept) : fd; /* with no descriptor left, the kept one */

	if (through < 0)
		return fd;
	error = command(through, request);
	if (error == -ENOSYS && request->op == PT_OP_REGISTER && request->reg.pid == getpid()) {
		request->reg.pid = 0;
		error = command(through, request);
	}
	return fd < 0 && is_no_socket(error) ? fd : error;
}

int socket_ask(int fd, enum pt_question question, uint32_t about, void *answer, socklen_t size)
{
	int level = place_level() + (int)question;

	return getsockopt(fd, level, (int)about, answer, &size) < 0 ? known(-errno) : 0;
}

static int find_through(int fd, struct finding *finding)
{
	struct pt_answer answer;
	int error = socket_ask(fd, PT_ASK_FIND, finding->pid, &answer, sizeof(answer));

	if (!error && answer.error == -ENOSYS && finding->pid == (uint32_t)getpid())
		error = socket_ask(fd, PT_ASK_FIND, 0, &answer, sizeof(answer));
	if (error)
		return error;
	finding->job = answer.value;
	return answer.error;
}

/* With a new socket, which is kept from now on if it answers. */
static int find_anew(struct finding *finding)
{
	int before = atomic_load(&kept), fd = socket_new();
	int error = fd < 0 ? fd : find_through(fd, finding);

	if (fd >= 0 && (error == NOT_THERE || !socket_keep(fd, before)))
		close(fd);
	return error;
}

int socket_find(void *argument)
{
	struct finding *finding = argument;
	int fd = atomic_load(&kept);
	int error = fd < 0 ? -EBADF : find_through(fd, finding);

	return is_no_socket(error) || error == NOT_THERE ? find_anew(finding) : error;
}

/* A page; pids of one job are made pairs. */
static int page(int fd, enum pt_question question, uint32_t about, struct sink *sink,
		uint32_t *ret_after)
{
	struct pt_pair pairs[SINK_PAGE];
	struct pt_pids answer;
	int error, tries = 0;

	do {
		error = socket_ask(fd, question, about, &answer, sizeof(answer));
		if (!error)
			error = answer.error;
	} while (again(error, &tries));
	if (error)
		return error;
	*ret_after = answer.after;
	if (question == PT_ASK_ALL)
		return sink_add(sink, answer.pairs, answer.count);
	if (answer.after) /* it will all come again */
		return 0;
	for (uint32_t i = 0; i < answer.count; i++)
		pairs[i] = (struct pt_pair){answer.pids[i], about};
	return sink_add(sink, pairs, answer.count);
}

int socket_pids(void *argument)
{
	struct sink *sink = argument;
	int fd AUTO_CLOSE = socket_new();
	uint32_t after = 1;
	int error = fd < 0 ? fd : 0;

	sink->fd = fd;
	sink->count = 0;
	if (!error && sink->job) {
		error = page(fd, PT_ASK_JOB, sink->job, sink, &after);
		if (!error && !after)
			return 0;
	}
	for (after = 0; !error;) {
		error = page(fd, PT_ASK_ALL, after, sink, &after);
		if (!after)
			break;
	}
	return error;
}
