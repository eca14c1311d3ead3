// SPDX-License-Identifier: Apache-2.0
// loader load|unload PINS, loader join PINS PID: one build's extension, by its own library.
#include <stdlib.h>
#include <string.h>

#include "bench.h"

int main(int argc, char **argv)
{
	if (argc < 3)
		return 2;
	if (!strcmp(argv[1], "load"))
		load(argv[2], SMALL);
	else if (!strcmp(argv[1], "unload"))
		unload(argv[2]);
	else if (!strcmp(argv[1], "join") && argc > 3)
		join_job(argv[2], atoi(argv[3]));
	else
		return 2;
	return 0;
}
