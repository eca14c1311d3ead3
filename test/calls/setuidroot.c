// SPDX-License-Identifier: Apache-2.0
// A program that is installed setuid root, as su is. Its argument says how far it goes: "half", as
// exec made it: the real user id is still the caller's; "full": nobody but root may signal it.
// Then, for each byte on its standard input: one child more, and a byte on its standard output.
#include "board.h"
#include "common.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	char byte = 'k';

	if (argc != 2)
		return 2;
	board_find();
	arm_member();
	if (geteuid() != 0)
		return 3;
	if (strcmp(argv[1], "full") == 0 && setresuid(0, 0, 0) < 0)
		drill_die("setresuid");
	signal(SIGCHLD, SIG_IGN);
	do {
		if (write(1, &byte, 1) != 1)
			break;
		if (read(0, &byte, 1) != 1)
			break;
		if (give_birth() == 0)
			linger();
	} while (1);
	linger();
}
