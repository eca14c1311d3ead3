// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * signal.c: signal a job.  The kernel does it in one call; where it cannot
 * (before Linux 6.13) it has marked the job, and we sweep it.
 */
#include "common.h"

static const char *pins_of(const struct sweep *sweep)
{
	return sweep->context;
}

static int list(struct sweep *sweep)
{
	struct pt_page page = {
		.head = {.op = PT_OP_LIST, .job = sweep->job, .generation = sweep->generation}};

	do {
		int error = proctrackext_page(pins_of(sweep), &page);

		for (uint32_t i = 0; i < page.head.count && !error; i++)
			error = sweep_process(sweep, page.processes[i].pid);
		if (error)
			return error;
	} while (page.head.after);
	return 0;
}

static int find(const struct sweep *sweep, uint32_t pid)
{
	struct pt_request request = {.op = PT_OP_FIND, .pid = (int32_t)pid};
	int error = proctrackext_call(pins_of(sweep), &request);

	if (!error && request.generation != sweep->generation)
		error = -ESRCH;
	return error == -ENOENT ? -ESRCH : error;
}

static const struct sweep_view view = {.list = list, .find = find};

EXPORT int proctrackext_signal(const char *pins, uint32_t job, int signal, uint64_t *generation,
			       uint32_t *ret_signalled)
{
	struct pt_request request = {.op = PT_OP_SIGNAL,
				     .job = job,
				     .signal = signal,
				     .generation = generation ? *generation : 0};
	int error = proctrackext_call(pins, &request);

	if (generation && (!error || error == -EOPNOTSUPP))
		*generation = request.generation;
	if (error == -EOPNOTSUPP) {
		struct sweep sweep = {.view = &view,
				      .context = pins,
				      .job = job,
				      .generation = request.generation,
				      .signal = signal};

		return sweep_job(&sweep, ret_signalled);
	}
	if (!error)
		*ret_signalled = request.count;
	return error;
}
