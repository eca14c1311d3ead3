// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * signal.c: signal a job.  The kernel does it in one call; where it cannot
 * (before Linux 6.13) it has marked the job, and we sweep it.
 */
#include "common.h"

static int list(const struct sweep *sweep, struct sweep_place from, struct sweep_page *ret_page)
{
	const char *pins = sweep->context;
	struct pt_page page = {.head = {.op = PT_OP_LIST,
					.job = sweep->job,
					.generation = sweep->generation,
					.list = {.after = from.after, .hint = from.hint}}};
	int error = proctrackext_page(pins, &page);

	if (error)
		return error;
	for (uint32_t i = 0; i < page.head.count; i++)
		if (!(page.processes[i].flags & PT_PROCESS_ENDING))
			ret_page->pids[ret_page->count++] = page.processes[i].pid;
	ret_page->more = page.head.list.after != 0;
	ret_page->next = (struct sweep_place){page.head.list.after, page.head.list.hint};
	return 0;
}

EXPORT int proctrackext_signal(const char *pins, uint32_t job, int signal, uint64_t *generation,
			       uint32_t *ret_signalled)
{
	struct pt_request request = {.op = PT_OP_SIGNAL,
				     .job = job,
				     .generation = generation ? *generation : 0,
				     .signal = {signal}};
	int error = proctrackext_call(pins, &request);

	if (generation && (!error || error == -EOPNOTSUPP))
		*generation = request.generation;
	if (error == -EOPNOTSUPP) {
		struct sweep sweep = {.list = list,
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
