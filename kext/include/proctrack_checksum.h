/* SPDX-License-Identifier: GPL-2.0-or-later */
/* proctrack_checksum.h: what the build puts behind a proctrackext file, and the loader checks
 * first. */
#ifndef PROCTRACK_CHECKSUM_H
#define PROCTRACK_CHECKSUM_H

#include <linux/types.h>

/*
 * The last bytes of a proctrackext file; the sum is FNV-1a of all before them.  Damage, by a disk
 * or a copy, must show before anybody takes the file apart, and before the kernel gets a program
 * that is almost right.  It proves nothing about who made the file.
 */
#define PT_CHECKSUM_MAGIC 0x4c4145534b525450ULL /* "PTRKSEAL", little endian */
struct pt_checksum {
	__u64 magic; /* PT_CHECKSUM_MAGIC */
	__u64 sum;
};

static inline __u64 pt_checksum_of(const unsigned char *bytes, __u64 size)
{
	__u64 hash = 0xcbf29ce484222325ULL;

	for (__u64 i = 0; i < size; i++)
		hash = (hash ^ bytes[i]) * 0x100000001b3ULL;
	return hash;
}

_Static_assert(sizeof(struct pt_checksum) == 16, "struct pt_checksum is 16 bytes");

#endif
