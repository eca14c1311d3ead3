// SPDX-License-Identifier: GPL-2.0-or-later
/* begin.c: a job for a process that has none, under an id that is free. */
#include "common.h"

EXPORT int proctrackext_begin(const char *pins, uint32_t *job, int pid)
{
	int error = -ENOTUNIQ;

	for (int tries = 0; tries < NEW_IDS_MAX && error == -ENOTUNIQ; tries++) {
		struct pt_request request = {.op = PT_OP_REGISTER,
					     .job = *job,
					     .reg = {.pid = pid, .flags = PT_FLAG_NEW}};

		if (tries || !*job)
			request.job = new_job_id();
		error = proctrackext_call(pins, &request);
		if (!error)
			*job = request.job;
	}
	return error;
}
