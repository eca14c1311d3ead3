// SPDX-License-Identifier: GPL-2.0-or-later
/* proctrack-wait: sleep until a job is empty, as "proctrack wait". */
#include <errno.h>
#include <stdio.h>

#include "durations.h"
#include "options.h"
#include "tool.h"
#include "waiting.h"

enum { TIMEOUT, HELP };

static const struct option_name options[] = {
	[TIMEOUT] = {0, "timeout", true},
	[HELP] = {'h', "help", false},
	{0},
};

int main(int count, char **words)
{
	struct command_line line = {.options = options,
				    .usage = "proctrack wait JOB [--timeout DURATION] [--json]"};
	char text[DURATION_TEXT_SIZE];
	struct exact_job job;
	int64_t timeout = FOR_EVER;
	uint32_t id;
	int error;

	begin_rescue();
	read_options(&line, count - 1, words + 1, 1, 1);
	if (line.given[TIMEOUT])
		timeout = duration_ms("--timeout", line.values[TIMEOUT], 0);
	id = job_number(line.arguments[0]);
	error = exact_find(id, &job);
	if (!error)
		error = await_empty(&job, timeout);
	if (error == -ETIMEDOUT)
		fail(LEFT_OVER, "job %u still has processes after %s; proctrack list %u shows them",
		     id, duration_text(timeout, text), id);
	errno = -error;
	if (error && error != -ESRCH)
		fail_call("wait");
	return DONE;
}
