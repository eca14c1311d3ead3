// SPDX-License-Identifier: Apache-2.0
/* A client of libproctrack: enters a job, and finds itself there. */
#include <proctrack.h>
#include <stdio.h>
#include <unistd.h>

int main(void)
{
	int job = 77, pid = getpid();

	if (proctrack_version() != 4 || proctrack_job_reg_self(&job) < 0) {
		perror("client");
		return 1;
	}
	return proctrack_get_job_id(&pid) == 77 ? 0 : 1;
}
