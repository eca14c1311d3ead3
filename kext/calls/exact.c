// SPDX-License-Identifier: GPL-2.0-or-later
/* exact.c: jobs by id and generation, for the tools; the calls know the id only. */
#include "calls.h"

#define SLICE_MS 250 /* how late it may be told that the id is another job's by now */

static int patiently(way *socket_way, way *pins_way, void *request)
{
	int error, tries = 0;

	do
		error = ask(socket_way, pins_way, request);
	while (again(error, &tries));
	return error;
}

int exact_find(uint32_t id, struct exact_job *ret_job)
{
	*ret_job = (struct exact_job){.id = id};
	return patiently(socket_generation, pins_generation, ret_job);
}

int exact_signal(const struct exact_job *job, int signal)
{
	struct pt_request request = {.op = PT_OP_SIGNAL,
				     .job = job->id,
				     .generation = job->generation,
				     .signal = {signal}};

	return patiently(socket_signal, pins_command, &request);
}

/* 0: it is over or another job has the id; 1: it is there; or -errno. */
static int is_there(const struct exact_job *job)
{
	struct exact_job now;
	int error = exact_find(job->id, &now);

	if (error)
		return error == -ESRCH ? 0 : error;
	return now.generation == job->generation;
}

/* 0, -ETIMEDOUT or -errno; not negative. */
int exact_wait(const struct exact_job *job, int timeout_ms)
{
	int64_t deadline = monotonic_ms() + timeout_ms;

	for (;;) {
		int64_t left = deadline - monotonic_ms();
		int there;

		if (left < 0)
			left = 0;
		if (proctrack_job_wait(job->id, left < SLICE_MS ? (int)left : SLICE_MS) == 0)
			return 0;
		if (errno != ETIMEDOUT)
			return -errno;
		there = is_there(job);
		if (there <= 0)
			return there;
		if (monotonic_ms() >= deadline)
			return -ETIMEDOUT;
	}
}

bool exact_is_another(uint32_t id, struct exact_job *noted)
{
	struct exact_job now;

	if (exact_find(id, &now))
		return false; /* it has ended, or who asks may not know */
	if (!noted->generation)
		*noted = now;
	return now.generation != noted->generation;
}
