// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * preempt.c: whether a hook can be preempted.  Then the kernel skips it for all
 * other tasks on that processor, and the backup hooks are needed.  Nothing in
 * the kernel's description says so, so a program at a tracepoint looks: where
 * the kernel has not switched preemption off around it, it keeps the task on its
 * processor in another way, and counts that in the task.
 */
#include "internal.h"

#include <bpf/btf.h>
#include <linux/bpf.h>
#include <pthread.h>

/* What the program writes: the map's only value. */
struct seen {
	uint32_t ran;
	uint32_t migration_disabled;
};

/* task_struct.migration_disabled, an unsigned short; -1 = there is none. */
static long find_count(const struct btf *btf)
{
	int id = btf__find_by_name_kind(btf, "task_struct", BTF_KIND_STRUCT);
	const struct btf_type *task = id > 0 ? btf__type_by_id(btf, (uint32_t)id) : NULL;

	for (uint32_t i = 0; task && i < btf_vlen(task); i++) {
		const struct btf_member *member = btf_members(task) + i;

		if (strcmp(btf__name_by_offset(btf, member->name_off), "migration_disabled") == 0 &&
		    btf__resolve_size(btf, member->type) == sizeof(uint16_t))
			return btf_member_bit_offset(task, i) / 8;
	}
	return -1;
}

/* A program at the tracepoint of exits that copies the count into the map. */
static int load(const struct btf *btf, long offset, int map)
{
	const struct bpf_insn program[] = {
		{.code = BPF_JMP | BPF_CALL, .imm = BPF_FUNC_get_current_task_btf},
		{.code = BPF_LDX | BPF_H | BPF_MEM,
		 .dst_reg = BPF_REG_2,
		 .src_reg = BPF_REG_0,
		 .off = (int16_t)offset},
		{.code = BPF_LD | BPF_DW | BPF_IMM,
		 .dst_reg = BPF_REG_1,
		 .src_reg = BPF_PSEUDO_MAP_VALUE,
		 .imm = map},
		{0},
		{.code = BPF_STX | BPF_W | BPF_MEM,
		 .dst_reg = BPF_REG_1,
		 .src_reg = BPF_REG_2,
		 .off = offsetof(struct seen, migration_disabled)},
		{.code = BPF_ST | BPF_W | BPF_MEM,
		 .dst_reg = BPF_REG_1,
		 .off = offsetof(struct seen, ran),
		 .imm = 1},
		{.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0},
		{.code = BPF_JMP | BPF_EXIT},
	};
	LIBBPF_OPTS(bpf_prog_load_opts, options, .expected_attach_type = BPF_TRACE_RAW_TP);
	int tracepoint =
		btf__find_by_name_kind(btf, "btf_trace_sched_process_exit", BTF_KIND_TYPEDEF);

	if (tracepoint < 0)
		return tracepoint;
	options.attach_btf_id = (uint32_t)tracepoint;
	return bpf_prog_load(BPF_PROG_TYPE_TRACING, "pt_preempt", "GPL", program,
			     sizeof(program) / sizeof(program[0]), &options);
}

static void *exit_at_once(void *unused)
{
	return unused;
}

static int look(const struct btf *btf, struct seen *seen)
{
	int map AUTO_CLOSE =
		bpf_map_create(BPF_MAP_TYPE_ARRAY, "pt_preempt", 4, sizeof(*seen), 1, NULL);
	int program AUTO_CLOSE = -1, link AUTO_CLOSE = -1;
	long offset = find_count(btf);
	uint32_t zero = 0;
	pthread_t thread;

	if (map < 0 || offset < 0 || offset > INT16_MAX)
		return -EOPNOTSUPP;
	program = load(btf, offset, map);
	if (program < 0)
		return program;
	link = bpf_raw_tracepoint_open(NULL, program);
	if (link < 0)
		return link;
	if (pthread_create(&thread, NULL, exit_at_once, NULL) == 0)
		pthread_join(thread, NULL);
	return bpf_map_lookup_elem(map, &zero, seen);
}

/* When it cannot be told, they can: the backup hooks only cost a little time. */
bool hooks_are_preemptible(const struct btf *btf)
{
	struct seen seen = {0};

	return look(btf, &seen) != 0 || !seen.ran || seen.migration_disabled;
}
