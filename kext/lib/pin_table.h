/* SPDX-License-Identifier: GPL-2.0-or-later */
/* pin_table.h: each pin of an extension that has a meaning, once. Other maps are pinned to be seen.
 */
#ifndef PROCTRACK_PIN_TABLE_H
#define PROCTRACK_PIN_TABLE_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum pin_kind {
	PIN_MAP,
	PIN_PROGRAM, /* to be run */
	PIN_HOOK, /* a program, for the kernel's figures of it; its link has the program's name */
	PIN_ITER, /* a link of an iterator, to be read */
	PIN_CALL, /* a link to the cgroup root */
	PIN_LOCK, /* a directory to be locked */
};

struct pin_row {
	const char *pin;    /* its name in the extension's directory */
	const char *object; /* the name of the program or map */
	enum pin_kind kind;
	mode_t group_mode; /* for the group of "proctrack grant"; 0 = root's alone */
	uint32_t feature;  /* its skipped runs count with this PT_FEATURE_ bit; 0 = always */
	size_t skipped;	   /* where pt_counters has these; 0 = nowhere */
};

#define PIN_ROWS 15
extern const struct pin_row pin_table[PIN_ROWS];

#define for_each_pin(row)                                                                          \
	for (const struct pin_row *row = pin_table; row < pin_table + PIN_ROWS; row++)

#define for_each_pin_of(row, what)                                                                 \
	for_each_pin (row)                                                                         \
		if (row->kind == (what))

#endif
