// SPDX-License-Identifier: GPL-2.0-or-later
/* checksum.c: put a checksum behind a proctrackext file that the build has finished. */
#include <stdio.h>
#include <stdlib.h>

#include "proctrack_checksum.h"

#define MOST (16 << 20)

int main(int argc, char **argv)
{
	struct pt_checksum checksum = {.magic = PT_CHECKSUM_MAGIC};
	unsigned char *bytes = malloc(MOST);
	FILE *file = argc == 2 ? fopen(argv[1], "r+be") : NULL;
	size_t size;

	if (!bytes || !file) {
		fprintf(stderr, "usage: checksum FILE (writable)\n");
		return 2;
	}
	size = fread(bytes, 1, MOST, file);
	checksum.sum = pt_checksum_of(bytes, size);
	if (fseek(file, 0, SEEK_END) != 0 || fwrite(&checksum, sizeof(checksum), 1, file) != 1 ||
	    fclose(file) != 0) {
		perror(argv[1]);
		return 1;
	}
	return 0;
}
