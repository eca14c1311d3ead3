/* SPDX-License-Identifier: Apache-2.0 */
/* cgroups.h: cgroups of our own, wherever the hierarchy is mounted. */
#ifndef DRILL_CGROUPS_H
#define DRILL_CGROUPS_H

#include <stdbool.h>

/* The root of a mount of cgroup2 that no path leads to. */
int cgroup_root(void);

/* A descriptor, or -errno. */
int cgroup_make(int root, const char *name);

/* The caller goes there. */
bool cgroup_enter(int cgroup);

/* 0 or -errno */
int cgroup_write(int cgroup, const char *file, const char *text);

/* It must be empty; closes the root. */
void cgroup_remove(int root, const char *name);

#endif
