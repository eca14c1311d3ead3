// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * kill.c: signal a job through a socket.  Where the kernel cannot reach others
 * from there, it marks the job that we name by its generation, and we sweep.
 */
#include "calls.h"

/* A page of pids; -ENODEV: the extension went away. */
static int ask_pids(const struct sweep *sweep, enum pt_question question, uint32_t about,
		    struct pt_pids *ret_answer)
{
	const int *fd = sweep->context;
	int error = socket_ask(*fd, question, about, ret_answer, sizeof(*ret_answer));

	if (error == NOT_THERE)
		return -ENODEV;
	return error ? error : ret_answer->error;
}

/* Of a job that does not fit into a page. */
static int list_all(struct sweep *sweep)
{
	struct pt_pids answer = {.after = 0};

	do {
		int error = ask_pids(sweep, PT_ASK_ALL, answer.after, &answer);

		for (uint32_t i = 0; i < answer.count && !error; i++)
			if (answer.pairs[i].job == sweep->job)
				error = sweep_process(sweep, answer.pairs[i].pid);
		if (error)
			return error;
	} while (answer.after);
	return 0;
}

static int list(struct sweep *sweep)
{
	struct pt_pids answer;
	int error = ask_pids(sweep, PT_ASK_JOB, sweep->job, &answer);

	if (!error && answer.generation != sweep->generation)
		error = -ESRCH;
	if (!error && answer.after)
		return list_all(sweep);
	for (uint32_t i = 0; !error && i < answer.count; i++)
		error = sweep_process(sweep, answer.pids[i]);
	return error;
}

static int find(const struct sweep *sweep, uint32_t pid)
{
	struct pt_answer answer;
	const int *fd = sweep->context;
	int error = socket_ask(*fd, PT_ASK_FIND, pid, &answer, sizeof(answer));

	if (error)
		return error == NOT_THERE ? -ENODEV : error;
	if (!answer.error && answer.generation != sweep->generation)
		return -ESRCH;
	return answer.error == -ENOENT ? -ESRCH : answer.error;
}

static const struct sweep_view view = {.list = list, .find = find};

/* Which job has the id now; -ESRCH: none. */
static int look_up(int fd, uint32_t job, uint64_t *ret_generation)
{
	struct pt_pids answer;
	int error = socket_ask(fd, PT_ASK_JOB, job, &answer, sizeof(answer));

	if (!error)
		error = answer.error;
	if (!error && !answer.generation)
		error = -ESRCH;
	if (!error)
		*ret_generation = answer.generation;
	return error;
}

static int mark_and_sweep(struct pt_request *request)
{
	struct sweep sweep = {.view = &view, .job = request->job, .signal = request->signal};
	int error, fd AUTO_CLOSE = socket_new();
	uint32_t signalled;

	if (fd < 0)
		return fd;
	error = look_up(fd, request->job, &sweep.generation);
	if (error)
		return error;
	request->generation = sweep.generation;
	error = socket_command(request);
	if (error != NOT_THERE)
		return error;
	sweep.context = &fd;
	return sweep_job(&sweep, &signalled);
}

/* Without a generation the kernel does all of it, or says like an unknown option that it cannot. */
int socket_signal(void *argument)
{
	struct pt_request *request = argument;
	int error;

	request->generation = 0;
	error = socket_command(request);
	return error == NOT_THERE ? mark_and_sweep(request) : error;
}
