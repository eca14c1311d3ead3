// SPDX-License-Identifier: GPL-2.0-or-later
/* probe.c: what this kernel offers. */
#include "internal.h"

#include <bpf/btf.h>
#include <pthread.h>
#include <stdio.h>

/* What can be told without the right to load programs: that functions exist, and since when. */
static const struct {
	const char *function;
	uint32_t feature;
} kfuncs[] = {
	{"bpf_send_signal_task", PT_FEATURE_SIGNAL_TASK},
	{"bpf_task_from_pid", PT_FEATURE_TASK_FROM_PID},
	{"bpf_iter_task_new", PT_FEATURE_TASK_ITER},
	/* spin locks in syscall programs came with the task iterator, in 6.7 */
	{"bpf_iter_task_new", PT_FEATURE_SLEEPABLE_LOCK},
	{"bpf_task_from_vpid", PT_FEATURE_CALL_TASKS},
};

#define ALL                                                                                        \
	(PT_FEATURE_SIGNAL_TASK | PT_FEATURE_TASK_FROM_PID | PT_FEATURE_TASK_ITER |                \
	 PT_FEATURE_SLEEPABLE_LOCK | PT_FEATURE_CALLS | PT_FEATURE_CALL_TASKS)

#define CALL_TASKS_NEED                                                                            \
	(PT_FEATURE_CALLS | PT_FEATURE_SIGNAL_TASK | PT_FEATURE_TASK_FROM_PID |                    \
	 PT_FEATURE_TASK_ITER)

/* What cannot be without a feature. */
static uint32_t with_dependents(uint32_t feature)
{
	if (feature & PT_FEATURE_TASK_FROM_PID)
		feature |= PT_FEATURE_SLEEPABLE_LOCK;
	if (feature & CALL_TASKS_NEED)
		feature |= PT_FEATURE_CALL_TASKS;
	return feature;
}

/* The first reason counts; features with the same one share it. */
void features_refuse(struct features *features, uint32_t feature, const char *reason)
{
	feature = with_dependents(feature) & features->on;
	features->on &= ~feature;
	for (int i = 0; i < PT_REFUSALS && feature; i++) {
		struct pt_refusal *refusal = &features->refused[i];

		if (refusal->features && strcmp(refusal->reason, reason) != 0)
			continue;
		refusal->features |= feature;
		snprintf(refusal->reason, sizeof(refusal->reason), "%s", reason);
		break;
	}
}

/* What nobody wants, nobody was refused. */
void features_leave_out(struct features *features, uint32_t off)
{
	off = with_dependents(off);
	features->on &= ~off;
	for (int i = 0; i < PT_REFUSALS; i++)
		features->refused[i].features &= ~off;
}

static void look_for_functions(const struct btf *btf, struct features *features)
{
	for (size_t i = 0; i < sizeof(kfuncs) / sizeof(kfuncs[0]); i++)
		if (btf__find_by_name_kind(btf, kfuncs[i].function, BTF_KIND_FUNC) < 0)
			features->on &= ~with_dependents(kfuncs[i].feature);
}

/* Whoever leaves an early hook out gets the backup hooks. */
void features_choose_hooks(struct features *features, uint32_t off, uint32_t on)
{
	uint32_t early = PT_FEATURE_FORK_HOOK | PT_FEATURE_EXIT_HOOK;

	features->on |= (early & ~off) | (on & PT_FEATURE_BACKUP_HOOKS);
	if (off & early)
		features->on |= PT_FEATURE_BACKUP_HOOKS;
}

static int look(struct features *ret_features)
{
	struct features features = {.on = ALL};
	struct btf *btf = btf__load_vmlinux_btf();
	struct trials trials;
	int error;

	if (!btf)
		return -EOPNOTSUPP;
	error = trials_begin(&trials, btf);
	if (!error) {
		trials_run(&trials, &features);
		trials_end(&trials);
	} else if (error == -EPERM) {
		look_for_functions(btf, &features);
		features.uncertain = true;
		error = 0;
	}
	if (hooks_are_preemptible(btf))
		features.on |= PT_FEATURE_BACKUP_HOOKS;
	btf__free(btf);
	if (!error)
		*ret_features = features;
	return error;
}

/*
 * -EOPNOTSUPP: the kernel has no BTF, so nothing can be loaded.
 *
 * A look takes 20 ms, and for a moment twice the memory of the kernel's BTF,
 * which malloc may keep.  A kernel does not change while it runs, and exporters
 * ask at each scrape: so a process looks once, unless a trial failed for a
 * reason that is not the kernel's.
 */
int probe_features(struct features *ret_features)
{
	static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
	static struct features known; /* under lock */
	static bool certain;	      /* under lock */
	int error = 0;

	pthread_mutex_lock(&lock);
	if (!certain) {
		error = look(&known);
		certain = !error && !known.uncertain;
	}
	if (!error)
		*ret_features = known;
	pthread_mutex_unlock(&lock);
	return error;
}

EXPORT int proctrackext_probe(const char *pins, struct proctrackext_probe *ret_probe)
{
	struct proctrackext_probe probe = {0};
	struct features features = {.on = 0};
	int root AUTO_CLOSE = cgroup_open_root();

	log_begin(NULL, 0);
	probe.btf = probe_features(&features) != -EOPNOTSUPP;
	probe.features = features.on;
	memcpy(probe.refusals, features.refused, sizeof(probe.refusals));
	probe.bpffs = pins_parent_is_bpffs(pins) == 0;
	probe.cgroup = root >= 0;
	log_end();
	*ret_probe = probe;
	return 0;
}
