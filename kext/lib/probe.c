// SPDX-License-Identifier: GPL-2.0-or-later
/* probe.c: what this kernel offers, read from its own description of itself. */
#include "internal.h"

#include <bpf/btf.h>
#include <stdio.h>

#define PID_LIMIT_LEAST 32768

static const struct {
	const char *function;
	uint32_t feature;
} kfuncs[] = {
	{"bpf_send_signal_task", PT_FEATURE_SIGNAL_TASK},
	{"bpf_task_from_pid", PT_FEATURE_TASK_FROM_PID},
	{"bpf_iter_task_new", PT_FEATURE_TASK_ITER},
	/* spin locks in syscall programs came with the task iterator, in 6.7 */
	{"bpf_iter_task_new", PT_FEATURE_SLEEPABLE_LOCK},
};

/* Linux 6.5: a process's ids in all pid namespaces as an array that a program may index. */
static bool has_pid_array(const struct btf *btf)
{
	const struct btf_type *pid;
	const struct btf_member *last;
	const struct btf_type *type;
	int id = btf__find_by_name_kind(btf, "pid", BTF_KIND_STRUCT);

	if (id < 0)
		return false;
	pid = btf__type_by_id(btf, (uint32_t)id);
	last = btf_members(pid) + btf_vlen(pid) - 1;
	type = btf__type_by_id(btf, last->type);
	return btf_is_array(type) && btf_array(type)->nelems == 0;
}

/* What the calls need to reach other processes in the kernel. */
#define CALL_TASKS_NEED                                                                            \
	(PT_FEATURE_CALLS | PT_FEATURE_SIGNAL_TASK | PT_FEATURE_TASK_FROM_PID |                    \
	 PT_FEATURE_TASK_ITER)

static bool has_call_tasks(const struct btf *btf)
{
	return has_pid_array(btf) &&
	       btf__find_by_name_kind(btf, "bpf_task_from_vpid", BTF_KIND_FUNC) > 0;
}

uint32_t features_without(uint32_t features, uint32_t off)
{
	features &= ~off;
	return (features & CALL_TASKS_NEED) == CALL_TASKS_NEED ? features
							       : features & ~PT_FEATURE_CALL_TASKS;
}

/* The early hooks may be left out where the backup hooks are, so whoever leaves one out gets them.
 */
uint32_t features_of_hooks(uint32_t features, uint32_t off, uint32_t on)
{
	uint32_t early = (PT_FEATURE_FORK_HOOK | PT_FEATURE_EXIT_HOOK) & ~off;

	features |= early | (on & PT_FEATURE_BACKUP_HOOKS);
	if (off & (PT_FEATURE_FORK_HOOK | PT_FEATURE_EXIT_HOOK))
		features |= PT_FEATURE_BACKUP_HOOKS;
	return features;
}

/* -EOPNOTSUPP: the kernel has no BTF, so nothing can be loaded. */
int probe_features(uint32_t *ret_features)
{
	struct btf *btf = btf__load_vmlinux_btf();
	uint32_t features = PT_FEATURE_CALLS;

	if (!btf)
		return -EOPNOTSUPP;
	for (size_t i = 0; i < sizeof(kfuncs) / sizeof(kfuncs[0]); i++)
		if (btf__find_by_name_kind(btf, kfuncs[i].function, BTF_KIND_FUNC) > 0)
			features |= kfuncs[i].feature;
	if (has_call_tasks(btf))
		features |= PT_FEATURE_CALL_TASKS;
	if (hooks_are_preemptible(btf))
		features |= PT_FEATURE_BACKUP_HOOKS;
	btf__free(btf);
	*ret_features = features_without(features, 0);
	return 0;
}

uint32_t probe_pid_limit(void)
{
	FILE *file = fopen("/proc/sys/kernel/pid_max", "re");
	unsigned long limit = 0;

	if (file) {
		if (fscanf(file, "%lu", &limit) != 1)
			limit = 0;
		fclose(file);
	}
	if (limit < PID_LIMIT_LEAST)
		return PID_LIMIT_LEAST;
	return limit > PT_CAPACITY_MAX ? PT_CAPACITY_MAX : (uint32_t)limit;
}

EXPORT int proctrackext_probe(const char *pins, struct proctrackext_probe *ret_probe)
{
	struct proctrackext_probe probe = {0};
	int root AUTO_CLOSE = cgroup_open_root();

	log_begin(NULL, 0);
	probe.btf = probe_features(&probe.features) == 0;
	probe.bpffs = pins_parent_is_bpffs(pins) == 0;
	probe.pid_limit = probe_pid_limit();
	probe.cgroup = root >= 0;
	log_end();
	*ret_probe = probe;
	return 0;
}
