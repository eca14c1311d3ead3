/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * proctrack_abi.h: every struct that the kernel extension, the C libraries and
 * the Java agent share.  Little endian, fixed width, explicit padding; the
 * static asserts below pin each size, and the build prints the layout that
 * Java's decoder is checked against.
 *
 * Raise PT_ABI_VERSION with every change to a struct or a number in here.
 */
#ifndef PROCTRACK_ABI_H
#define PROCTRACK_ABI_H

#include <linux/types.h>

#include "proctrack_request.h"

#define PT_ABI_VERSION 10
#define PT_STATE_MAGIC 0x4b435254434f5250ULL /* "PROCTRCK", first bytes of struct pt_state */

#define PT_PID_LIMIT 4194304	     /* all pids of Linux are below: its PID_MAX_LIMIT */
#define PT_CAPACITY_MAX PT_PID_LIMIT /* processes */
#define PT_CURSORS 32		     /* list and signal walks that may run at one time */
#define PT_PAGE_ITEMS 64	     /* processes in one answer */
#define PT_PAGE_JOBS 27		     /* jobs in one answer */
#define PT_PAGE_ACCOUNTS 11	     /* accounts in one answer */
#define PT_PAGE_EVENTS 48	     /* events in one answer */
#define PT_EVENTS 8192		     /* events that are kept; a power of two */
#define PT_HISTORY_MAX 1000000	     /* final records of jobs */
#define PT_PATH_SIZE 256	     /* bytes of a path, with its NUL */
#define PT_VERSION_SIZE 32	     /* bytes of a version string, with its NUL */
#define PT_COMM_SIZE 16		     /* the kernel's TASK_COMM_LEN */
#define PT_TAG_SIZE 8		     /* the kernel's BPF_TAG_SIZE */
#define PT_REFUSALS 6		     /* features that a kernel may refuse */
#define PT_REASON_SIZE 124	     /* bytes of a reason, with its NUL */

#define PT_NEW_JOB_FIRST PT_PID_LIMIT /* ids that we choose begin here: they are no pids */

/*
 * pt_job_info.flags: what the fork hook does to a job's newborns.  When it was the job's owner who
 * asked, only to those whom the owner may signal; when it was root, to all.
 */
#define PT_JOB_DYING 1u	    /* SIGKILL was sent to the job: newborns get it at birth */
#define PT_JOB_SUSPENDED 2u /* SIGSTOP was sent to the job: newborns get it at birth */
#define PT_JOB_ALL_SHIFT 2
#define PT_JOB_DYING_ALL (PT_JOB_DYING << PT_JOB_ALL_SHIFT)
#define PT_JOB_SUSPENDED_ALL (PT_JOB_SUSPENDED << PT_JOB_ALL_SHIFT)
#define PT_JOB_WATCHED 16u     /* each start and exit of a process is an event */
#define PT_JOB_TIED_ALL 32u    /* root tied it: with its owner all of its processes die */
#define PT_JOB_OWNER_ENDED 64u /* so it was killed */
#define PT_JOB_REAPED 128u     /* and all its processes have been signalled */

/* pt_process.flags */
#define PT_PROCESS_UNTABLED 1u /* a member beyond the capacity: it has no record */
#define PT_PROCESS_ENDING 2u   /* its threads have exited, and it is no zombie yet */

/* pt_process.state, besides the letters of ps(1) */
#define PT_STATE_ENDING 'X' /* of such a process */
#define PT_STATE_FROZEN 'F' /* of one in a frozen cgroup */

/* pt_settings.overflow: what happens to a process born into a full table. */
#define PT_OVERFLOW_TRACK 0u /* it stays a member, without a record */
#define PT_OVERFLOW_KILL 1u  /* the same, and it gets SIGKILL at birth */

/* Pins in the extension's directory. "state" keeps its name for ever; the entry points carry the
 * ABI. */
#define PT_PIN_STATE "state"
#define PT_PIN_CALL "call_v10"
#define PT_PIN_PAGE "page_v10"
#define PT_PIN_ITERATOR "iterator_v10" /* in their place, without PT_FEATURE_SLEEPABLE_LOCK */
#define PT_PIN_MAILBOX "pt_mailbox"    /* the map through which the iterator talks */
#define PT_PIN_MAILBOX_LOCK                                                                        \
	"mailbox_lock"		 /* a directory of root's, locked by who talks through it */
#define PT_PIN_RECORDS "records" /* for cat(1) */
#define PT_PIN_NEWS "pt_news"	 /* a ring buffer: wakes whoever sleeps until there is news */
#define PT_PIN_FORK "hook_fork"	 /* the hooks' programs, for the kernel's figures of them */
#define PT_PIN_EXIT "hook_exit"
#define PT_PIN_FREE "hook_free"
#define PT_PIN_WAKE "hook_wake" /* with PT_FEATURE_BACKUP_HOOKS */
#define PT_PIN_END "hook_end"	/* unless pt_can_meet */
#define PT_PIN_ASK "ask_v10"	/* the calls of proctrack.h: links to the cgroup root */
#define PT_PIN_COMMAND "command_v10"

/* Kernel features that the extension uses where they exist; pt_settings.features. */
#define PT_FEATURE_SIGNAL_TASK 1u    /* kfunc bpf_send_signal_task, Linux 6.13 */
#define PT_FEATURE_TASK_FROM_PID 2u  /* kfunc bpf_task_from_pid, Linux 6.2 */
#define PT_FEATURE_TASK_ITER 4u	     /* kfunc bpf_iter_task_new, Linux 6.7 */
#define PT_FEATURE_SLEEPABLE_LOCK 8u /* bpf_spin_lock in a syscall program, Linux 6.7 */
#define PT_FEATURE_CALLS 16u	     /* the calls of proctrack.h for every user */
#define PT_FEATURE_CALL_TASKS 32u    /* they reach other processes in the kernel, Linux 6.13 */
/*
 * Where tracepoints can be preempted, the kernel skips a hook for everybody else on a processor
 * while a task is preempted inside it.  Then births and ends are also taken where no hook can be
 * skipped, and the early hooks are there for speed.
 */
#define PT_FEATURE_BACKUP_HOOKS 64u
#define PT_FEATURE_FORK_HOOK 128u /* the early hooks, for tests to do without: */
#define PT_FEATURE_EXIT_HOOK 256u /* whoever leaves out one of them gets the backup hooks */

/*
 * Whether each of our programs can look at a member that is ending, and so take it out when
 * somebody asks for its job.  Elsewhere a hook of its own tells when a process becomes a zombie.
 */
static inline int pt_can_meet(__u32 features)
{
	return features & PT_FEATURE_TASK_FROM_PID &&
	       (features & (PT_FEATURE_CALL_TASKS | PT_FEATURE_BACKUP_HOOKS) ||
		!(features & PT_FEATURE_CALLS));
}

/* A process of a job, as the kernel sees it at the time of the call. */
struct pt_process {
	__u32 pid;
	__u32 job;
	__u32 parent;
	__u32 uid;
	__u64 start; /* ns since boot, suspend included */
	__u32 flags;
	__u32 state; /* the letter of ps(1); 0 = not known */
	char comm[PT_COMM_SIZE];
};

/* A job that has processes. */
struct pt_job_info {
	__u32 id;
	__u32 uid;	 /* who registered it */
	__u32 processes; /* now, untabled and ending ones included */
	__u32 untabled;	 /* of these, without a record */
	__u32 peak;	 /* most at one time */
	__u32 flags;
	__u64 since;	  /* ns since boot, suspend included */
	__u64 total;	  /* processes that were ever members */
	__u32 user;	  /* whose work it is: uid, unless PT_OP_LABEL said otherwise */
	__u32 ending;	  /* of the processes, those that only give back what they hold */
	__u64 generation; /* the next job with its id has another */
	char label[PT_LABEL_SIZE];
	__u32 owner; /* the process with whom it dies; 0 = nobody */
	__u32 owner_uid;
	char owner_comm[PT_COMM_SIZE];
};

/* How a process ended. */
enum pt_end {
	PT_END_NORMAL, /* with status 0 */
	PT_END_FAILED, /* with another one */
	PT_END_SIGNAL, /* by a signal, but not the OOM killer's */
	PT_END_OOM,
	PT_ENDS,
};

/*
 * What processes have used, by the kernel's own figures: those that wait4(2)
 * gives to a parent.  All but max_rss add up.
 */
struct pt_usage {
	__u64 cpu;	 /* ns */
	__u64 user;	 /* of it, in user mode, ns */
	__u64 voluntary; /* context switches */
	__u64 involuntary;
	__u64 minor_faults;
	__u64 major_faults;
	__u64 read_bytes;     /* from storage */
	__u64 write_bytes;    /* to storage */
	__u64 read_chars;     /* by read calls, from wherever, bytes */
	__u64 write_chars;    /* by write calls, to wherever, bytes */
	__u64 max_rss;	      /* of the largest process, bytes */
	__u64 ended[PT_ENDS]; /* processes, by how they ended */
};

/* A job and what it has used; its final record once it has ended. */
struct pt_account {
	struct pt_job_info job;
	__u64 ended;	/* ns since boot, suspend included; 0 = it lives */
	__u64 sequence; /* counts the jobs that have ended */
	struct pt_usage usage;
	__u32 signal; /* the last one that went to the whole job; 0 = none */
	__u32 signal_uid;
	__u32 signal_pid;
	__u32 rss_before; /* pages that a process once had that was registered later */
};

enum pt_event_type {
	PT_EVENT_REGISTERED = 1, /* a job began; pid, uid: with this process */
	PT_EVENT_EMPTIED,	 /* its last process ended; value: processes that it ever had */
	PT_EVENT_SIGNALLED,	 /* pid, uid sent signal value; count: processes it had then */
	PT_EVENT_OVERFLOW,	 /* pid has no record, and all others had one */
	PT_EVENT_STARTED,	 /* pid was born; value: its parent */
	PT_EVENT_EXITED,	 /* pid ended; value: its status, as of wait(2) */
	PT_EVENT_DUMP,		 /* somebody wants all records in the log */
	PT_EVENT_OWNER_ENDED,	 /* pid, uid was its owner, and it is killed; value: SIGKILL */
};

/* Something that happened.  The last PT_EVENTS are kept; nobody takes them away. */
struct pt_event {
	__u64 sequence; /* from 1, without gaps */
	__u64 time;	/* ns since boot, suspend included */
	__u64 generation;
	__u32 type;
	__u32 job;
	__u32 pid;
	__u32 uid;
	__u32 value;
	__u32 count;
	char comm[PT_COMM_SIZE];
};

/*
 * The calls of proctrack.h go through the options of any socket, at a level that
 * depends on the pin directory (pt_level): setsockopt takes a command, a struct
 * pt_request with its op as the option's name, and fails with the command's
 * errno (PT_OP_SIGNAL without PT_FEATURE_CALL_TASKS: EOPNOTSUPP, and the job of
 * that generation is marked, for the caller to sweep); getsockopt at level + question takes the
 * question's number as the option's name, and answers with one of the structs below.
 */
enum pt_question {
	PT_ASK_FIND = 1, /* a pid, 0 = the caller: struct pt_answer, the job */
	PT_ASK_JOB,	 /* a job: struct pt_pids; after = 1: it is incomplete, ask for all */
	PT_ASK_ALL,	 /* where to go on, from 0: struct pt_pids with jobs */
	PT_ASK_BUILD,	 /* 0: struct pt_answer; generation is pt_settings.build */
	PT_QUESTIONS,
};

struct pt_answer {
	__s32 error; /* 0 or -errno */
	__u32 value;
	__u64 generation; /* of the job: the next one with its id has another */
};

#define PT_PID_ENDING 0x80000000u /* in a pid of such an answer: PT_PROCESS_ENDING */
#define PT_PIDS_BYTES 4072 /* with its head, a page: the most that a socket option can carry */

struct pt_pair {
	__u32 pid;
	__u32 job;
};

struct pt_pids {
	__s32 error; /* 0 or -errno */
	__u32 count; /* pids, or pairs */
	__u32 after; /* where to go on; 0 = end */
	__u32 reserved;
	__u64 generation; /* of PT_ASK_JOB's job; 0 = it has no process */
	union {
		__u32 pids[PT_PIDS_BYTES / 4];
		struct pt_pair pairs[PT_PIDS_BYTES / 8];
	};
};

#define PT_LEVEL_BASE 0x50000000u /* above every level of Linux; the low 28 bits vary */
#define PT_PINS_DEFAULT "/sys/fs/bpf/proctrack"

/* The level of an extension, by its pin directory: FNV-1a. */
static inline int pt_level(const char *pins)
{
	__u32 hash = 0x811c9dc5u;

	for (; *pins; pins++)
		hash = (hash ^ (unsigned char)*pins) * 0x01000193u;
	return (int)(PT_LEVEL_BASE | (hash & 0x0ffffff0u));
}

/* Features that are off because the kernel refused them. */
struct pt_refusal {
	__u32 features; /* PT_FEATURE_ bits; 0 = no entry */
	char reason[PT_REASON_SIZE];
};

/* What the extension was loaded with, and from what.  Of these, only debug changes later. */
struct pt_settings {
	__u32 capacity;
	__u32 job_capacity;
	__u32 pid_limit; /* pids below this can be tracked: all that Linux can make */
	__u32 overflow;
	__u32 features;
	__u32 share;	 /* records that the jobs of one user other than root may take */
	__u32 job_share; /* likewise, jobs */
	__u32 history;	 /* final records that are kept */
	__u32 debug;	 /* the trace is on */
	__u32 reserved;
	__u64 loaded_at; /* ns since boot, suspend included */
	__u64 build;	 /* the "magic number": one value from all program tags */
	__u64 image;	 /* the checksum's sum of the file that it was loaded from */
	char file[PT_PATH_SIZE];
	char version[PT_VERSION_SIZE];
	char debug_log[PT_PATH_SIZE]; /* where start wants the trace */
	struct pt_refusal refusals[PT_REFUSALS];
};

/* Figures; the kernel changes them under the table's lock. */
struct pt_counters {
	/* What each fork and exit of a member writes, in few cache lines. */
	__u32 tracked;	 /* processes now, untabled and ending ones included */
	__u32 untabled;	 /* of these, without a record */
	__u32 peak;	 /* most tracked at one time */
	__u32 ending;	 /* of the tracked, those that only give back what they hold */
	__u32 displaced; /* exited processes whose pid another process has already */
	__u32 jobs;
	__u64 forks;	       /* processes that entered a job, by fork or registration */
	__u64 exits;	       /* processes that left by their exit */
	struct pt_usage ended; /* of processes that have ended */

	__u32 history; /* final records that there are */
	__u32 cursors; /* walks under way */
	__u64 untabled_total;
	__u64 overflow_kills;
	__u64 lost_exits;      /* stale entries that a reused pid brought to light */
	__u64 signal_failures; /* newborns of a dying job that could not be signalled at birth */
	__u64 hook_misses;     /* fork and exit hooks that the kernel skipped, of members or not;
				  filled in by the library, like the next one */
	__u64 hook_losses;     /* of these and of the backup hooks, what nothing makes up for */
	__u64 jobs_total;      /* jobs that ever began */
	__u64 jobs_ended;
	__u64 history_dropped; /* final records that gave way to later ones */
	__u64 events;	       /* sequence number of the last event */
	__u64 events_left_out; /* of users who made more than their share in a moment */
	__u64 events_read;     /* that somebody has seen */
	__u64 events_read_at;  /* when somebody last asked for events, ns since boot */
	__u64 unsettled;       /* processes whose last moments are in no account */
	__u64 births_repaired; /* skipped fork hooks of members, made up for before the child ran */
	__u64 exits_repaired;  /* skipped exit hooks of members, made up for later */
};

/*
 * What there is to know of the extension: one value, pinned as "state".  The first
 * fields keep their place for ever, so that any version can tell any other.
 */
struct pt_state {
	__u64 magic;
	__u32 abi_version;
	__u32 closed; /* a stop is under way: no more registrations */
	struct pt_settings settings;
	struct pt_counters counters;
};

/* One page of a listing. */
struct pt_page {
	struct pt_request head;
	union {
		struct pt_process processes[PT_PAGE_ITEMS];
		struct pt_job_info jobs[PT_PAGE_JOBS];
		struct pt_account accounts[PT_PAGE_ACCOUNTS];
		struct pt_event events[PT_PAGE_EVENTS];
		struct pt_state state; /* PT_OP_STATUS */
	};
};

/*
 * What the loader tells the extension before load, in a section of its own.
 * Limits are numbers of slots, and the slot 0 of each table is a sentinel.
 */
#define PT_CONFIG_SECTION ".rodata.config"
struct pt_config {
	__u32 pid_limit;
	__u32 record_limit; /* with the cursors, which are the last PT_CURSORS */
	__u32 job_limit;
	__u32 bucket_mask; /* number of hash buckets, a power of two, less one */
	__u32 features;
	__s32 level; /* of the calls; pt_level */
	__u32 account_limit;
	__u32 exited_limit;
	__u64 hash_keys[2]; /* secret: nobody can choose ids that fall into one bucket */
};

/* How a loader tells our object from any other, and one ABI from the next. */
#define PT_MARK_SECTION ".rodata.proctrack"
struct pt_mark {
	__u64 magic; /* PT_STATE_MAGIC */
	__u32 abi_version;
	__u32 reserved;
};

#define PT_ASSERT_SIZE(type, size)                                                                 \
	_Static_assert(sizeof(type) == (size), #type " is " #size " bytes")
PT_ASSERT_SIZE(struct pt_process, 48);
PT_ASSERT_SIZE(struct pt_job_info, 112);
PT_ASSERT_SIZE(struct pt_page, 64 + 64 * 48);
PT_ASSERT_SIZE(struct pt_answer, 16);
PT_ASSERT_SIZE(struct pt_pids, 4096);
PT_ASSERT_SIZE(struct pt_usage, 120);
PT_ASSERT_SIZE(struct pt_account, 264);
PT_ASSERT_SIZE(struct pt_event, 64);
PT_ASSERT_SIZE(struct pt_refusal, 128);
PT_ASSERT_SIZE(struct pt_settings, 1376);
PT_ASSERT_SIZE(struct pt_counters, 296);
PT_ASSERT_SIZE(struct pt_state, 16 + 1376 + 296);
PT_ASSERT_SIZE(struct pt_config, 48);
PT_ASSERT_SIZE(struct pt_mark, 16);

#endif
