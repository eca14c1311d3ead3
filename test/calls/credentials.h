/* SPDX-License-Identifier: Apache-2.0 */
/* credentials.h: workers of many kinds: set user ids, capabilities, users of a container. */
#ifndef CREDENTIALS_H
#define CREDENTIALS_H

#include "stage.h"

/* Real and effective user id, by IDS; and the saved one. */
long set_ids(long real_effective, long saved);
#define IDS(real, effective) (((long)(real) << 32) | (effective))

/* A user who may signal everybody; root, who may not. */
long become_killer(long uid, long unused);
long drop_kill(long unused, long unused_too);

/* Says so, as the reason for a skip, where nobody may make a user namespace: in a chroot, for
 * example. */
bool no_user_namespaces(void);

/*
 * One of the users below this one: in a user namespace of his, as newuidmap(1) makes it for a
 * container without root, with at most so many processes.
 */
struct worker *subordinate_of(uid_t uid, long nproc);

#endif
