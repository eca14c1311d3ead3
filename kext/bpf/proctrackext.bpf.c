/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * proctrackext: keeps track of every process that descends from a registered
 * job, inside the kernel.  Read in this order:
 *
 *   maps.h      all memory            caller.h    who calls, and what is allowed
 *   table.h     cells, records, jobs  register.h  registration and questions
 *   users.h     shares of the table   adopt.h     and the descendants
 *   members.h   enter and leave       signal.h    the kill
 *   hooks.h     fork and exit         list.h      pages of processes and jobs
 *   walk.h      a list in batches     pids.h      pids for callers
 *   calls.h     any user's way in     doors.h     root's ways in
 */
#include "doors.h"

char LICENSE[] SEC("license") = "GPL";

const struct pt_mark mark SEC(PT_MARK_SECTION) = {PT_STATE_MAGIC, PT_ABI_VERSION, 0};
