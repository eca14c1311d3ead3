// SPDX-License-Identifier: Apache-2.0
// clone(CLONE_PARENT): the child of a job process becomes its sibling, and its parent is in no job.
#include "common.h"

#include <sched.h>

int main(void)
{
	pid_t sibling;

	/* The launcher is the sibling's parent. */
	drill_start_launched();
	sibling = drill_clone(CLONE_PARENT);
	if (sibling < 0)
		drill_die("clone");
	if (sibling == 0) {
		/* The sibling's own child, too, is a member. */
		if (drill_fork() == 0)
			drill_member_linger();
		drill_member_linger();
	}
	drill_member();
	drill_ready(3);
	drill_linger();
}
