// SPDX-License-Identifier: Apache-2.0
// In no job, sleeps, and must outlive every kill; no gate.
#include "common.h"

#include <unistd.h>

int main(void)
{
	drill_open();
	drill_say("pid %d\n", (int)getpid());
	drill_linger();
}
