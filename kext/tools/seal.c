// SPDX-License-Identifier: GPL-2.0-or-later
/* seal.c: put a seal behind a proctrackext file that the build has finished. */
#include <stdio.h>
#include <stdlib.h>

#include "proctrack_seal.h"

#define MOST (16 << 20)

int main(int argc, char **argv)
{
	struct pt_seal seal = {.magic = PT_SEAL_MAGIC};
	unsigned char *bytes = malloc(MOST);
	FILE *file = argc == 2 ? fopen(argv[1], "r+be") : NULL;
	size_t size;

	if (!bytes || !file) {
		fprintf(stderr, "usage: seal FILE (writable)\n");
		return 2;
	}
	size = fread(bytes, 1, MOST, file);
	seal.sum = pt_seal_sum(bytes, size);
	if (fseek(file, 0, SEEK_END) != 0 || fwrite(&seal, sizeof(seal), 1, file) != 1 ||
	    fclose(file) != 0) {
		perror(argv[1]);
		return 1;
	}
	return 0;
}
