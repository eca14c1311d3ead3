/* SPDX-License-Identifier: Apache-2.0 */
/* mutate.h: damage to an ELF file. */
#ifndef MUTATE_H
#define MUTATE_H

#include "fuzz.h"

enum { SECTIONS = 64 };

/* A file, and where its parts are. */
struct original {
	unsigned char *bytes;
	size_t size;
	int sections;
	struct {
		size_t offset;
		size_t size;
	} section[SECTIONS];
};

int original_read(struct original *original, const char *path);

/* A damaged copy in room of twice the size; says what was done. */
size_t mutate(struct chance *chance, const struct original *original, unsigned char *to,
	      const char **ret_how);

#endif
