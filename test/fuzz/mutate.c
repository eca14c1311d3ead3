// SPDX-License-Identifier: Apache-2.0
#include "mutate.h"

#include <elf.h>

/* The headers count as sections too: the file's first bytes, and the table of the others. */
static void add_section(struct original *original, size_t offset, size_t size)
{
	if (original->sections == SECTIONS || !size || offset + size > original->size)
		return;
	original->section[original->sections].offset = offset;
	original->section[original->sections++].size = size;
}

int original_read(struct original *original, const char *path)
{
	FILE *file = fopen(path, "re");
	Elf64_Ehdr header;

	memset(original, 0, sizeof(*original));
	if (!file)
		return -errno;
	original->bytes = malloc(16 << 20);
	original->size = original->bytes ? fread(original->bytes, 1, 16 << 20, file) : 0;
	fclose(file);
	if (original->size < sizeof(header))
		return -ENOEXEC;
	memcpy(&header, original->bytes, sizeof(header));
	add_section(original, 0, sizeof(header));
	add_section(original, header.e_shoff, (size_t)header.e_shnum * sizeof(Elf64_Shdr));
	for (int i = 0; i < header.e_shnum; i++) {
		Elf64_Shdr section;

		memcpy(&section, original->bytes + header.e_shoff + i * sizeof(section),
		       sizeof(section));
		if (section.sh_type != SHT_NOBITS)
			add_section(original, section.sh_offset, section.sh_size);
	}
	return 0;
}

/* Where: anywhere, or as often in a small section as in a large one. */
static size_t place(struct chance *chance, const struct original *original)
{
	int which = (int)below(chance, (uint32_t)original->sections + 4);

	if (which >= original->sections)
		return below(chance, (uint32_t)original->size);
	if (one_in(chance, 4))
		which = (int)below(chance, 2); /* the headers */
	return original->section[which].offset +
	       below(chance, (uint32_t)original->section[which].size);
}

static void damage_once(struct chance *chance, const struct original *original, unsigned char *to)
{
	size_t at = place(chance, original);
	uint64_t number;

	switch (below(chance, 5)) {
	case 0:
		to[at] ^= (unsigned char)(1u << below(chance, 8));
		break;
	case 1:
		to[at] = (unsigned char)draw(chance);
		break;
	case 2: /* a small step: another index, one more, one less */
		to[at] = (unsigned char)(to[at] + 1 - 2 * below(chance, 2));
		break;
	case 3:
		number = odd_number(chance);
		at &= ~(size_t)3;
		memcpy(to + at, &number, at + 4 <= original->size ? 4 : 0);
		break;
	default:
		number = one_in(chance, 2) ? original->size - below(chance, 9) : draw(chance);
		at &= ~(size_t)7;
		memcpy(to + at, &number, at + 8 <= original->size ? 8 : 0);
	}
}

static size_t rearrange(struct chance *chance, const struct original *original, unsigned char *to,
			const char **ret_how)
{
	size_t size = original->size, at = place(chance, original), from = place(chance, original);
	size_t length = 1 + below(chance, one_in(chance, 2) ? 64 : 8192);

	switch (below(chance, 4)) {
	case 0:
		*ret_how = "cut";
		return one_in(chance, 2) ? at : below(chance, (uint32_t)size);
	case 1:
		*ret_how = "a piece taken out";
		length = length > size - at ? size - at : length;
		memmove(to + at, to + at + length, size - at - length);
		return size - length;
	case 2:
		*ret_how = "a piece put in";
		memmove(to + at + length, to + at, size - at);
		fill(chance, to + at, length);
		return size + length;
	default:
		*ret_how = "a piece copied over another";
		length = length > size - at ? size - at : length;
		length = length > size - from ? size - from : length;
		memmove(to + at, to + from, length);
		return size;
	}
}

size_t mutate(struct chance *chance, const struct original *original, unsigned char *to,
	      const char **ret_how)
{
	uint32_t times = one_in(chance, 4) ? 1 + below(chance, 16) : 1;
	size_t size = original->size;

	memcpy(to, original->bytes, size);
	*ret_how = "flipped";
	if (one_in(chance, 5))
		return rearrange(chance, original, to, ret_how);
	for (uint32_t i = 0; i < times; i++)
		damage_once(chance, original, to);
	return size;
}
