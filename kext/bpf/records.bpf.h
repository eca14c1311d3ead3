/* SPDX-License-Identifier: GPL-2.0-or-later */
/* records.bpf.h: a line of text for each tracked process, for cat(1). */
#ifndef PROCTRACK_RECORDS_H
#define PROCTRACK_RECORDS_H

#include "exited.bpf.h"

/* A name may hold anything; on a terminal and in a line of text it shall be a name. */
static __always_inline void printable(char to[PT_COMM_SIZE], const char from[PT_COMM_SIZE])
{
	for (int i = 0; i < PT_COMM_SIZE; i++) {
		char c = from[i];

		to[i] = c && (c < ' ' || c > '~') ? '?' : c;
	}
}

/* Job, pid, parent, uid, start (ns since boot), name. */
static __always_inline void print_record(struct seq_file *seq, struct task_struct *task)
{
	char name[PT_COMM_SIZE];
	__u32 job;

	if (task->pid != task->tgid || is_gone(task))
		return;
	job = job_of(task->tgid);
	if (!job)
		return;
	printable(name, task->comm);
	BPF_SEQ_PRINTF(seq, "%u %d %d %u %llu %s\n", job, task->tgid, task->real_parent->tgid,
		       task->cred->uid.val, start_of(task), name);
}

#endif
