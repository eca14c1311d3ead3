/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * maps.bpf.h: all memory of the extension, taken once at load.  Each table is an
 * array map of one big value, so that it can be walked under the lock, where
 * no helper may be called.  Declared for one slot; the loader multiplies.
 *
 *   pid_table  one word for each pid: 0, a record's slot, UNTABLED | job slot, or
 *            EXITED | slot among the exited of its last process, which has exited.
 *            NEWBORN besides, until the process is woken for the first time;
 *            ENDING besides, for a member that has exited and got no slot among the exited.
 *            A thread's pid has COUNTED between its exit and its release.
 *            ELSEWHERE: nobody, but a displaced exited process may have this pid.
 *            Read without the lock: a process in no job costs one load.
 *   records  capacity + 1 + cursors; slot 0 is a sentinel.  A job's records
 *            form a list in the order of their sequence numbers.
 *   jobs     job_capacity + 1; slot 0 is a sentinel.
 *   buckets  heads of the hash chains from job id to job slot.
 *   users    what the jobs of each user other than root take; slot 0 is a
 *            sentinel.
 *   accounts job_capacity + history + 1; slot 0 is a sentinel.  A live job has
 *            one; when the job ends it stays as the job's final record.
 *   exited   processes that have exited and are not released: what was counted
 *            of them, until the kernel knows all.  They are members as long as
 *            they are no zombies.  Slot 0 is a sentinel.
 *   events   the last PT_EVENTS, by their sequence numbers; and what each user
 *            has of these and of the final records.
 *   state    settings and counters (proctrack_abi.h).
 *   internal the lock, and which slots of the tables are free.
 *   pages    one for each cursor: an answer, and the batch that the walk is at.
 *   mailbox  a request and its answer, for the iterator of older kernels.
 *   owners   whether a pid is some job's owner (owners.bpf.h).
 *   news     wakes whoever sleeps until something happens (reader.bpf.h).
 *
 * Everything but pages and mailbox is written under the lock only.
 */
#ifndef PROCTRACK_MAPS_H
#define PROCTRACK_MAPS_H

#include "kernel.bpf.h"
#include "proctrack_abi.h"

/* Of struct pt_usage; how processes ended is known exactly. */
#define PT_COUNTERS (__builtin_offsetof(struct pt_usage, ended) / sizeof(__u64))

#define UNTABLED 0x80000000u
#define EXITED 0x40000000u
#define NEWBORN 0x20000000u /* the fork hook took it in; with the backup hooks only */
#define ENDING 0x10000000u  /* it has exited */
#define DEMOTED 0x04000000u /* with UNTABLED: it had a record when it exited */
#define NOT_RUN 1u	    /* of a new member: it has not been on a processor yet */
#define COUNTED                                                                                    \
	EXITED /* with no slot among the exited: the I/O of this thread is in the account          \
		*/
#define ELSEWHERE (EXITED | 0x08000000u) /* no slot among the exited has this slot */
#define END_KNOWN 0x80000000u		 /* how it ended is counted already */
#define CLOSED 0x40000000u /* it is settled, but some of its threads may be freed later */

struct record {
	__u32 tgid; /* 0: a cursor, or free */
	__u32 job;
	__u64 start; /* with tgid: the process's identity */
	__u64 sequence;
	__u32 next; /* in the job's list; in the free list */
	__u32 prev;
};

struct job {
	__u32 id;
	__u32 next; /* in the bucket; in the free list */
	__u32 prev;
	__u32 head;
	__u32 tail;
	__u32 tabled;
	__u32 untabled;
	__u32 cursors; /* walks under way: the slot stays while there are any */
	__u32 flags;
	__u32 uid;
	__u32 peak;
	__u32 quota_user; /* slot of the user whose share it takes; 0 = root's */
	__u32 account;
	__u32 user; /* whose work it is, for people */
	__u64 total;
	__u64 generation; /* set when it begins, never the same again */
	__u64 since;
	__u32 ending; /* members that have exited */
	__u32 pid_ns; /* where it began: a uid owns it there, and in the initial one */
	char label[PT_LABEL_SIZE];
	__u32 owner; /* pid of the process with whom it dies; 0 = nobody */
	__u32 owner_uid;
	__u64 owner_start;
	__u64 reaped; /* members up to this sequence number have been signalled for the owner's end
		       */
	char owner_comm[PT_COMM_SIZE];
	__u64 reported[PT_COUNTERS]; /* the most that was said of the live job: counters never go
				      * down
				      */
};

struct account {
	struct pt_account it; /* job and ended are written when the job ends */
	__u32 next;	      /* the next younger final record; in the free list */
	__u32 previous;
	__u32 user_next; /* the next younger one of the same user */
	__u32 quota;	 /* whose it is; 0 = root's */
};

/* What a user has of what is kept for all; the first one has the sums of all users. */
struct quota {
	__u64 window; /* of time, in which the events count */
	__u32 events;
	__u32 records; /* final records */
	__u32 oldest;  /* of these */
	__u32 youngest;
};

#define QUOTAS 256 /* users beyond that may have to share one; nobody knows with whom */

struct event_ring {
	struct pt_event events[PT_EVENTS];
	struct pt_event left_out; /* the last one that had no place */
	struct quota quotas[QUOTAS];
};

struct exited {
	__u64 start; /* with the pid: the process's identity */
	__u64 generation;
	__u32 account; /* if it is still this generation's */
	__u32 tgid;    /* with END_KNOWN, CLOSED */
	__u32 next; /* the next displaced one, or the next member with a record; in the free list */
	__u32 previous;	  /* the other way */
	__u32 chain;	  /* head of the chain of displaced ones whose start falls on this slot */
	__u32 member;	  /* what its entry had when it exited; 0 = no member any more */
	__u64 counted[6]; /* of it, in the order of struct pt_usage, up to major_faults */
};

struct user {
	__u32 bucket; /* head of the chain of users whose uid falls on this slot */
	__u32 uid;
	__u32 next; /* in the chain; in the free list */
	__u32 records;
	__u32 jobs;
};

/*
 * What is nobody's business outside.  Slots come from a list of those that were given back, linked
 * by their "next", and else from those that were never used.
 */
struct internal {
	struct bpf_spin_lock lock;

	/* What each fork and exit of a member writes: in the cache line of the lock. */
	__u32 record_free;
	__u32 record_unused;
	__u32 exited_free;
	__u32 exited_unused;
	__u32 ending_top; /* exited process of the last member that has exited and has a record */
	__u32 pid_top;	  /* the largest pid that was ever a member */
	__u32 reserved;
	__u64 sequence; /* of records and jobs */

	__u32 job_free;
	__u32 job_unused;
	__u32 cursor_free;
	__u32 cursor_unused;
	__u32 user_free;
	__u32 user_unused;
	__u32 user_jobs; /* of users other than root; they leave some slots to root */
	__u32 account_free;
	__u32 account_unused;
	__u32 history_head; /* account of the oldest final record */
	__u32 history_tail;
	__u32 barrier;	 /* written for its memory ordering only */
	__u32 reader;	 /* READER_ bits */
	__u64 dumped_at; /* ns since boot */
};

_Static_assert(sizeof(struct record) == 32, "bytes for each unit of capacity");
_Static_assert(sizeof(struct job) == 248, "bytes for each job");
_Static_assert(sizeof(struct account) == 280, "bytes for each job and each final record");

/* Set before load; constants to the verifier, which leaves out what they rule out. */
const volatile struct pt_config config SEC(PT_CONFIG_SECTION) = {.pid_limit = 1,
								 .record_limit = 1 + 1 + PT_CURSORS,
								 .job_limit = 1 + 1,
								 .account_limit = 1 + 1,
								 .exited_limit = 1 + 1};

#define ONE_BIG_VALUE(name, size)                                                                  \
	struct {                                                                                   \
		__uint(type, BPF_MAP_TYPE_ARRAY);                                                  \
		__uint(max_entries, 1);                                                            \
		__uint(key_size, sizeof(__u32));                                                   \
		__uint(value_size, size);                                                          \
	} name SEC(".maps")

ONE_BIG_VALUE(pt_pid_table, sizeof(__u32));
ONE_BIG_VALUE(pt_records, sizeof(struct record));
ONE_BIG_VALUE(pt_jobs, sizeof(struct job));
ONE_BIG_VALUE(pt_buckets, sizeof(__u32));
ONE_BIG_VALUE(pt_users, sizeof(struct user));
ONE_BIG_VALUE(pt_accounts, sizeof(struct account));
ONE_BIG_VALUE(pt_exited, sizeof(struct exited));
ONE_BIG_VALUE(pt_events, sizeof(struct event_ring));
ONE_BIG_VALUE(pt_state, sizeof(struct pt_state));

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct internal);
} pt_internal SEC(".maps");

#define BATCH 8

struct seen {
	__u32 tgid;
	__u32 slot;
	__u64 start;
	__u64 sequence;
	__u32 ending;
	__u32 padding;
};

/* What a walk has copied out of a job's list. */
struct batch {
	__u32 count;
	__u32 more; /* the list goes on behind the cursor */
	struct seen seen[BATCH];
};

struct answer_page {
	__u8 answer[PT_PIDS_BYTES];
	struct batch batch; /* of the walk that has the page: a stack has no room for it */
};

#define PAGE_BYTES (sizeof(struct pt_page) - sizeof(struct pt_request))

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, PT_CURSORS);
	__uint(key_size, sizeof(__u32));
	__uint(value_size, sizeof(struct answer_page));
} pt_pages SEC(".maps");

/* Request and answer of the iterator's entry point; its callers take turns by a lock in user space.
 */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__uint(key_size, sizeof(__u32));
	__uint(value_size, sizeof(struct pt_page));
} pt_mailbox SEC(".maps");

#endif
