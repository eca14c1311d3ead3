/* SPDX-License-Identifier: Apache-2.0 */
/* cgroup.h: a cgroup2 of our own, for the comparison with cgroup.kill. */
#ifndef BENCH_CGROUP_H
#define BENCH_CGROUP_H

#include <sys/types.h>

struct cgroup {
	char path[512];
};

/* -EOPNOTSUPP: cgroup2 is not mounted, or has no cgroup.kill */
int cgroup_make(struct cgroup *c);
int cgroup_move(const struct cgroup *c, pid_t pid);
int cgroup_kill(const struct cgroup *c);

/* Kill what is in it and remove it; it need not be there. */
void cgroup_remove(void);

#endif
