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

/* Of a job that does not fit into a page: a page of all jobs' processes. */
static int list_among_all(const struct sweep *sweep, struct sweep_place from,
			  struct sweep_page *ret_page)
{
	struct pt_pids answer;
	int error = ask_pids(sweep, PT_ASK_ALL, (uint32_t)from.after, &answer);

	for (uint32_t i = 0; !error && i < answer.count; i++)
		if (answer.pairs[i].job == sweep->job && !(answer.pairs[i].pid & PT_PID_ENDING))
			ret_page->pids[ret_page->count++] = answer.pairs[i].pid;
	ret_page->more = !error && answer.after;
	ret_page->next.after = ret_page->more ? answer.after : 0;
	return error;
}

static int list(const struct sweep *sweep, struct sweep_place from, struct sweep_page *ret_page)
{
	struct pt_pids answer;
	int error = ask_pids(sweep, PT_ASK_JOB, sweep->job, &answer);

	if (!error && answer.generation != sweep->generation)
		error = -ESRCH;
	if (!error && (answer.after || from.after))
		return list_among_all(sweep, from, ret_page);
	if (error)
		return error;
	for (uint32_t i = 0; i < answer.count; i++)
		if (!(answer.pids[i] & PT_PID_ENDING))
			ret_page->pids[ret_page->count++] = answer.pids[i];
	return 0;
}

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

/* The job of this generation, which the kernel has marked; without calls it did not even do that.
 */
static int sweep_marked(const struct pt_request *request)
{
	int error, fd AUTO_CLOSE = socket_new();
	struct sweep sweep = {.list = list,
			      .context = &fd,
			      .job = request->job,
			      .generation = request->generation,
			      .signal = request->signal.number};
	uint64_t generation;
	uint32_t signalled;

	if (fd < 0)
		return fd;
	error = look_up(fd, request->job, &generation);
	return error ? error : sweep_job(&sweep, &signalled);
}

int socket_generation(void *argument)
{
	struct exact_job *job = argument;
	int fd AUTO_CLOSE = socket_new();

	return fd < 0 ? fd : look_up(fd, job->id, &job->generation);
}

/* Without a generation the kernel does all of it, or says like an unknown option that it cannot. */
int socket_signal(void *argument)
{
	struct pt_request *request = argument;
	struct exact_job job = {.id = request->job};
	int error = socket_command(request);

	if (error != NOT_THERE)
		return error;
	if (!request->generation) {
		error = socket_generation(&job);
		if (error)
			return error;
		request->generation = job.generation;
		error = socket_command(request);
	}
	return error == NOT_THERE ? sweep_marked(request) : error;
}
