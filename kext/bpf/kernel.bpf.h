/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel.bpf.h: the parts of the running kernel that the extension touches, named
 * by field.  libbpf relocates every offset at load (CO-RE), so one object runs
 * on all kernels with BTF, and it can be built on a machine without BTF.
 */
#ifndef PROCTRACK_KERNEL_H
#define PROCTRACK_KERNEL_H

#include <linux/bpf.h>
#include <linux/types.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#define TASK_NEW 0x00000800 /* not yet woken for the first time */
#define PF_EXITING 0x00000004
#define TASK_FROZEN 0x00008000		/* by the freezer of cgroup v1, or for a suspend */
#define JOBCTL_TRAP_FREEZE (1ULL << 23) /* by cgroup.freeze */
#define PF_KTHREAD 0x00200000
#define SIGNAL_GROUP_EXIT 0x00000004
#define PAGE_SHIFT 12

#define EPERM 1
#define ENOENT 2
#define ESRCH 3
#define EAGAIN 11
#define ENOMEM 12
#define EBUSY 16
#define EEXIST 17
#define EXDEV 18
#define ENODEV 19
#define EINVAL 22
#define ENOSYS 38
#define ENOTUNIQ 76
#define EOPNOTSUPP 95
#define ESHUTDOWN 108

#define SIGKILL 9
#define SIGCONT 18
#define SIGSTOP 19
#define SIGNAL_MAX 64

#define CAP_KILL 5
#define NS_LEVEL_MAX 32		   /* the kernel's, of pid and user namespaces */
#define INITIAL_PID_NS 0xEFFFFFFCu /* the kernel's PROC_PID_INIT_INO */

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

typedef struct {
	int counter;
} atomic_t;

typedef struct {
	unsigned int val;
} kuid_t;

struct user_namespace {
	struct user_namespace *parent;
	int level; /* 0: the initial one */
	kuid_t owner;
};

/* Since Linux 6.3 (f122a08b197d). */
typedef struct {
	__u64 val;
} kernel_cap_t;

struct cred {
	kuid_t uid;
	kuid_t suid;
	kuid_t euid;
	kernel_cap_t cap_effective;
	struct user_namespace *user_ns;
};

/* Before. */
struct kernel_cap_struct {
	__u32 cap[2];
};

struct cred___before_6_3 {
	struct kernel_cap_struct cap_effective;
};

struct ns_common {
	unsigned int inum; /* its inode in /proc/PID/ns */
};

struct pid_namespace {
	unsigned int level; /* 0: the initial one */
	struct pid_namespace *parent;
	struct ns_common ns;
};

struct nsproxy {
	struct pid_namespace *pid_ns_for_children;
};

struct upid {
	int nr;
	struct pid_namespace *ns;
};

struct pid {
	unsigned int level;
	struct upid numbers[]; /* an open array since Linux 6.5: only with PT_FEATURE_CALL_TASKS */
};

struct task_io_accounting {
	__u64 rchar;
	__u64 wchar;
	__u64 read_bytes;
	__u64 write_bytes;
};

struct sched_entity {
	__u64 sum_exec_runtime; /* ns */
};

/* Pages in memory, as the kernel counts them since Linux 6.2; used only with PT_FEATURE_TASK_ITER.
 */
struct percpu_counter {
	__s64 count;
};

enum { MM_FILEPAGES, MM_ANONPAGES, MM_SWAPENTS, MM_SHMEMPAGES, NR_MM_COUNTERS };

struct mm_struct {
	unsigned long hiwater_rss; /* pages */
	struct percpu_counter rss_stat[NR_MM_COUNTERS];
};

typedef struct {
	unsigned int sequence;
} seqcount_t;

typedef struct {
	seqcount_t seqcount;
} seqcount_spinlock_t;

typedef struct {
	seqcount_spinlock_t seqcount;
} seqlock_t;

/* A process.  The sums are those of its threads that were released. */
struct signal_struct {
	atomic_t live;	/* threads that have not begun to exit */
	int nr_threads; /* that are not released */
	unsigned int flags;
	int group_exit_code;
	struct pid *pids[4];
	struct mm_struct *oom_mm; /* not NULL: the OOM killer's choice */
	seqlock_t stats_lock;	  /* guards what follows, and who is a thread still */
	__u64 utime;
	__u64 stime;
	unsigned long long sum_sched_runtime;
	unsigned long nvcsw;
	unsigned long nivcsw;
	unsigned long min_flt;
	unsigned long maj_flt;
	unsigned long maxrss; /* pages */
};

struct task_struct {
	unsigned int __state;
	unsigned int flags;
	int exit_state;
	unsigned long jobctl;
	__u32 pid;
	__u32 tgid;
	struct task_struct *real_parent;
	struct task_struct *group_leader;
	const struct cred *real_cred; /* as others see it */
	const struct cred *cred;      /* as it acts */
	struct nsproxy *nsproxy;
	struct pid *thread_pid;
	__u64 start_boottime;
	struct signal_struct *signal;
	int exit_code;
	__u64 utime;
	__u64 stime;
	struct sched_entity se;
	unsigned long nvcsw;
	unsigned long nivcsw;
	unsigned long min_flt;
	unsigned long maj_flt;
	struct task_io_accounting ioac;
	struct mm_struct *mm;
	char comm[16];
};

struct seq_file;

struct bpf_iter_meta {
	struct seq_file *seq;
};

struct bpf_iter__task {
	struct bpf_iter_meta *meta;
	struct task_struct *task;
};

#pragma clang attribute pop

/* Kernel functions, each behind its PT_FEATURE_ bit; absent ones stay weak and unreached. */
enum pid_type { PIDTYPE_PID, PIDTYPE_TGID, PIDTYPE_PGID, PIDTYPE_SID };

struct bpf_iter_task {
	__u64 __opaque[3];
} __attribute__((aligned(8)));

enum { TASK_ITER_ALL_PROCS = 0, TASK_ITER_PROC_THREADS = 2 };

extern int bpf_send_signal_task(struct task_struct *task, int sig, enum pid_type type,
				__u64 value) __ksym __weak;
extern struct task_struct *bpf_task_from_pid(__s32 pid) __ksym __weak;
extern struct task_struct *bpf_task_from_vpid(__s32 vpid) __ksym __weak;
extern struct task_struct *bpf_task_acquire(struct task_struct *task) __ksym __weak;
extern void bpf_task_release(struct task_struct *task) __ksym __weak;
extern int bpf_iter_task_new(struct bpf_iter_task *it, struct task_struct *task,
			     unsigned int flags) __ksym __weak;
extern struct task_struct *bpf_iter_task_next(struct bpf_iter_task *it) __ksym __weak;
extern void bpf_iter_task_destroy(struct bpf_iter_task *it) __ksym __weak;
extern void bpf_rcu_read_lock(void) __ksym __weak;
extern void bpf_rcu_read_unlock(void) __ksym __weak;

/* With the tgid, a process's identity. */
static __always_inline __u64 start_of(struct task_struct *task)
{
	return task->group_leader->start_boottime;
}

/*
 * Whether a task has been on a processor.  A clock that moves in steps of some milliseconds, as an
 * emulator's, may give no time to one that ran for less and sleeps since.
 */
static __always_inline int has_run(struct task_struct *task)
{
	return task->se.sum_exec_runtime || task->nvcsw || task->nivcsw;
}

/* The last thread has begun to exit: nothing of this process runs its own code any more. */
static __always_inline int is_dead(struct task_struct *task)
{
	return task->signal->live.counter == 0;
}

/*
 * The process is a zombie, or less.  The first thread waits for the others: then all of them have
 * given back their memory, files and locks.
 */
static __always_inline int is_gone(struct task_struct *leader)
{
	return is_dead(leader) && leader->exit_state && leader->signal->nr_threads <= 1;
}

#endif
