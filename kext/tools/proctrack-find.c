// SPDX-License-Identifier: GPL-2.0-or-later
/* proctrack-find: the job that a process is in, as "proctrack find". */
#include <errno.h>
#include <stdio.h>

#include "options.h"
#include "proctrack.h"
#include "tool.h"

enum { HELP };

static const struct option_name options[] = {
	[HELP] = {'h', "help", false},
	{0},
};

int main(int count, char **words)
{
	struct command_line line = {.options = options, .usage = "proctrack find PID [--json]"};
	uint32_t job;
	int pid;

	begin_rescue();
	read_options(&line, count - 1, words + 1, 1, 1);
	pid = pid_number(line.arguments[0]);
	job = proctrack_get_job_id(&pid);
	/* ENOENT is also what a call says without the extension: a listing tells the two apart */
	if (!job && errno == ENOENT && proctrack_get_all_pids(0, NULL, NULL) >= 0)
		fail(NO_SUCH_JOB, "pid %d is in no job: proctrack list shows all tracked processes",
		     pid);
	if (!job)
		fail_call("find");
	printf("%u\n", job);
	return printed();
}
