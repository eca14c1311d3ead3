/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * proctrack_request.h: what can be asked of the extension: the operations, and the
 * fields of each.  Part of proctrack_abi.h.
 */
#ifndef PROCTRACK_REQUEST_H
#define PROCTRACK_REQUEST_H

#include <linux/types.h>

#define PT_LABEL_SIZE 32 /* bytes of a job's label, with its NUL */

/* What a request asks for. */
enum pt_op {
	PT_OP_REGISTER = 1, /* take a process into the job */
	PT_OP_ADOPT,	    /* and the descendants that exist; count = taken */
	PT_OP_UNREGISTER,   /* -EBUSY while the job has processes */
	PT_OP_FIND,	    /* the job of a process, and its generation */
	PT_OP_SIGNAL,	    /* the job; count = processes signalled */
	PT_OP_CLOSE,   /* refuse registrations from now on; -EBUSY with live jobs unless forced */
	PT_OP_LIST,    /* the job, 0 = all of them: a page of struct pt_process */
	PT_OP_JOBS,    /* a page of struct pt_job_info */
	PT_OP_LABEL,   /* for whom root runs the job */
	PT_OP_ACCOUNT, /* a page with the job's struct pt_account, live processes included */
	PT_OP_HISTORY, /* a page of struct pt_account, the oldest first */
	PT_OP_EVENTS,  /* a page of struct pt_event */
	PT_OP_WATCH,   /* events of the job's processes, or not */
	PT_OP_DEBUG,   /* events of all processes, or not */
	PT_OP_DUMP,    /* with debug on: ask the log's writer for all records */
	PT_OP_SWEEP,   /* take out members that are zombies or gone; count = taken */
	PT_OP_STATUS,  /* a page with the state, all of it of one moment */
	PT_OP_GONE,    /* no process has this pid any more.  Only where the kernel cannot look
			  (pt_can_meet), root is believed; else nothing is done */
	PT_OP_NEWS,    /* whether there are other jobs or events than before */
	PT_OP_TIE,     /* the job to an owner, with whom it dies */
};

/* Of PT_OP_REGISTER */
#define PT_FLAG_DESCENDANT 2u /* take it without a record in a full table */
#define PT_FLAG_NEW 8u	      /* -ENOTUNIQ when the job has processes already */

/* Of PT_OP_CLOSE */
#define PT_FLAG_FORCE 1u /* with live jobs too */

/* Of PT_OP_NEWS */
#define PT_FLAG_READS 4u   /* somebody reads events */
#define PT_FLAG_SLEEPS 16u /* wake me through PT_PIN_NEWS when there is any */

/* One request, and its answer in place. */
struct pt_request {
	__u32 op;
	__s32 error; /* out: 0 or -errno */
	__u32 job;   /* its id */
	__u32 count; /* out: items in the page, or processes to whom it was done */
	/*
	 * In: -ESRCH unless the job is this one; 0 = whichever has the id.  Out: which one it was.
	 * A job ends with its last process, and the next one with its id is another.
	 */
	__u64 generation;
	union { /* by the operation; those that are not here have no more */
		struct {
			__s32 pid; /* in the initial pid namespace; of a call: the caller's view,
				      0 = itself */
			__u32 flags;
			__u64 start; /* hundredths of a second since boot, 0 = whichever has the
					pid */
		} reg;		     /* PT_OP_REGISTER, PT_OP_ADOPT */
		struct {
			__u32 processes; /* out: that the job has */
		} unregister;
		struct {
			__s32 pid;
		} find;
		struct {
			__s32 number;
		} signal;
		struct {
			__u32 flags;
			__u32 jobs; /* out: that are alive */
		} close;
		struct {
			__u64 after; /* in and out: where it goes on; 0 begins; out 0 = end */
			__u64 hint;  /* in and out: goes with after */
		} list;		     /* PT_OP_LIST, PT_OP_JOBS, PT_OP_HISTORY */
		struct {
			__u32 user; /* for whom */
			__u32 reserved;
			char text[PT_LABEL_SIZE];
		} label;
		struct {
			__u32 moved; /* out: processes came or went meanwhile, ask again */
		} account;
		struct {
			__u64 after; /* a sequence number; out: of the last one in the page */
			__u64 last;  /* out: of the last one that there is */
		} events;
		struct {
			__u32 on;
		} watch;
		struct {
			__u32 on;
		} debug;
		struct {
			__s32 pid;
			__u32 reserved;
			__u64 start; /* ns since boot */
		} gone;
		struct {
			__s32 pid; /* of the owner, as in reg; 0 = nobody any more */
			__u32 reserved;
			__u64 start; /* as in reg */
		} tie;
		struct {
			__u32 flags;
			__u32 ending; /* out: processes that end a job when somebody asks again */
			__u64 loaded_at; /* out: these say whether there is anything else */
			__u64 events;
			__u64 left_out;
		} news;
	};
};

_Static_assert(sizeof(struct pt_request) == 64, "a request is 64 bytes");

#endif
