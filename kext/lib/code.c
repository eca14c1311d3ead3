// SPDX-License-Identifier: GPL-2.0-or-later
/* code.c: a tiny BPF program, put together instruction by instruction; see code.h. */
#include "code.h"

#include <bpf/btf.h>

void code_add(struct code *code, uint8_t operation, uint8_t to, uint8_t from, int16_t offset,
	      int32_t value)
{
	if (code->count < CODE_MAX)
		code->at[code->count++] = (struct bpf_insn){.code = operation,
							    .dst_reg = to & 15,
							    .src_reg = from & 15,
							    .off = offset,
							    .imm = value};
}

void code_set(struct code *code, uint8_t to, int32_t value)
{
	code_add(code, BPF_ALU64 | BPF_MOV | BPF_K, to, 0, 0, value);
}

void code_copy(struct code *code, uint8_t to, uint8_t from)
{
	code_add(code, BPF_ALU64 | BPF_MOV | BPF_X, to, from, 0, 0);
}

void code_point(struct code *code, uint8_t to, int32_t offset)
{
	code_copy(code, to, BPF_REG_10);
	code_add(code, BPF_ALU64 | BPF_ADD | BPF_K, to, 0, 0, offset);
}

void code_helper(struct code *code, enum bpf_func_id id)
{
	code_add(code, BPF_JMP | BPF_CALL, 0, 0, 0, (int32_t)id);
}

/* A look-up goes over all types, and costs about as much as a trial. name: of static storage. */
int code_type(struct trials *trials, const char *name, uint32_t kind)
{
	struct known_type *known = trials->known;

	for (; known < &trials->known[TRIALS_TYPES - 1] && known->name; known++)
		if (strcmp(known->name, name) == 0)
			return known->id;
	known->name = name;
	known->id = btf__find_by_name_kind(trials->kernel, name, kind);
	return known->id;
}

void code_kernel_function(struct code *code, const char *name)
{
	int id = code_type(code->trials, name, BTF_KIND_FUNC);

	if (id < 0 && !code->missing)
		code->missing = name;
	code_add(code, BPF_JMP | BPF_CALL, 0, BPF_PSEUDO_KFUNC_CALL, 0, id);
}

size_t code_unless_null(struct code *code)
{
	code_add(code, BPF_JMP | BPF_JEQ | BPF_K, BPF_REG_0, 0, 0, 0);
	return code->count;
}

void code_land_here(struct code *code, size_t from)
{
	code->at[from - 1].off = (int16_t)(code->count - from);
}

/* A member's place in bytes, also in a struct without a name; -ENOENT. */
static int place_of(const struct btf *btf, int id, const char *name)
{
	const struct btf_type *type = id < 0 ? NULL : btf__type_by_id(btf, (uint32_t)id);

	if (!type || !btf_is_composite(type))
		return -ENOENT;
	for (uint32_t i = 0; i < btf_vlen(type); i++) {
		const struct btf_member *member = btf_members(type) + i;
		int here = (int)btf_member_bit_offset(type, i) / 8, inside;

		if (strcmp(btf__name_by_offset(btf, member->name_off), name) == 0)
			return here;
		inside = member->name_off ? -ENOENT : place_of(btf, (int)member->type, name);
		if (inside >= 0)
			return here + inside;
	}
	return -ENOENT;
}

int code_place(const struct code *code, const char *structure, const char *member)
{
	return place_of(code->trials->kernel, code_type(code->trials, structure, BTF_KIND_STRUCT),
			member);
}
