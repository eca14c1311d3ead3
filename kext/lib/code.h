/* SPDX-License-Identifier: GPL-2.0-or-later */
/* code.h: a tiny BPF program, put together instruction by instruction, for a trial. */
#ifndef PROCTRACKEXT_CODE_H
#define PROCTRACKEXT_CODE_H

#include <linux/bpf.h>

#include "internal.h"

/* Instructions; what does not fit is left out, and the kernel refuses the rest. */
#define CODE_MAX 96

struct code {
	struct trials *trials;
	struct bpf_insn at[CODE_MAX];
	size_t count;
	const char *missing; /* the first function that the kernel does not have */
};

void code_add(struct code *code, uint8_t operation, uint8_t to, uint8_t from, int16_t offset,
	      int32_t value);
void code_set(struct code *code, uint8_t to, int32_t value);
void code_copy(struct code *code, uint8_t to, uint8_t from);

/* The address of something on the program's stack. */
void code_point(struct code *code, uint8_t to, int32_t offset);

/* Call a helper; a function of the kernel, by a name of static storage. */
void code_helper(struct code *code, enum bpf_func_id id);
void code_kernel_function(struct code *code, const char *name);

/* Skip what is added from the one to the other when the last call answered NULL. */
size_t code_unless_null(struct code *code);
void code_land_here(struct code *code, size_t from);

/* The kernel's BTF id of a type; where a member of a struct is, in bytes. -ENOENT */
int code_type(struct trials *trials, const char *name, uint32_t kind);
int code_place(const struct code *code, const char *structure, const char *member);

#endif
