/* SPDX-License-Identifier: Apache-2.0 */
/* verbs.h: what a worker can do; most are calls of proctrack.h by value. */
#ifndef VERBS_H
#define VERBS_H

#include "stage.h"

/* Own uid for good, with at most so many processes; /proc/self stays ours. */
long become(long uid, long nproc);

long reg_self(long job, long unused);
long reg_pid(long job, long pid);
long unreg(long job, long unused);
long kill_job(long job, long signal);
long job_of(long pid, long unused);
long my_job(long unused, long unused_too);
long label_job(long job, long user);
long wait_job(long job, long ms);
/* How many processes the job has, how many all have. */
long count_of(long job, long unused);
long count_all(long unused, long unused_too);
/* 1 when a pid is listed, exactly once; 0 when not. */
long lists(long job, long pid);
long lists_all(long job, long pid);

long own_pid(long unused, long unused_too);
long own_session(long unused, long unused_too);
long kill_pid(long pid, long signal);
/* unshare(2); in a user namespace, with this uid as its root, and the group of that number. */
long leave_namespaces(long flags, long unused);
long own_users(long uid, long unused);
/* So many lingering children; answers how many there are. */
long have_children(long count, long unused);
/* A child that puts itself into a job and stays; -1 and its errno when it was refused. */
long child_joins(long job, long flags);

#endif
