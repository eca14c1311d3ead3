/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tricks.h: the ways out of a job.
 *
 * Two programs play them: proctrack-tricks (main.c, launcher.h), which users have, and
 * test/workloads, where each process writes its lines itself.
 */
#ifndef PROCTRACK_TRICKS_H
#define PROCTRACK_TRICKS_H

#include "board.h"

enum { NOBODY = 65534 };

/* Becomes this program again, with another name and another environment. */
_Noreturn void become(const char *name, const char *role, char **environment);

/* What a process of a trick does that has become this program again. */
_Noreturn void play_role(const char *role, char *name);

/* Removes the trick's cgroup, if it made one and all have left it. */
void remove_cgroup(void);

/* Becomes user nobody; 0, or -1 and errno. */
int become_nobody(void);

void play_daemon(void);
void play_orphan(void);
void play_environment(void);
void play_name(void);
void play_nohup(void);
void play_sessions(void);
void play_vfork(void);
void play_clone_parent(void);
void play_thread_exec(void);
void play_leader_exit(void);
void play_stopped(void);
void play_setuid(void);
void play_namespace(void);
void play_cgroup(void);
void play_chain(void);
void play_bomb(void);

#endif
