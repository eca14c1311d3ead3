/* SPDX-License-Identifier: Apache-2.0 */
/* sockets.h: the calls as the kernel gets them, without the library's care. */
#ifndef SOCKETS_H
#define SOCKETS_H

#include <sys/socket.h>

#include "proctrack_abi.h"

int call_level(void);

/* Through a new socket of this kind; -1 with errno. */
long raw_command(int family, int type, const struct pt_request *request);

/* Through this socket: the job of a process, or -1 with errno. */
long raw_find(int fd, int pid);

#endif
