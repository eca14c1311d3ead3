// SPDX-License-Identifier: GPL-2.0-or-later
/* proctrack_version: the version of the calls; 3 was the last one for AIX. */
#include "proctrack.h"
#include "tool.h"

#include <stdio.h>

int main(void)
{
	printf("%u\n", proctrack_version());
	return printed();
}
