/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * proctrackext: keeps track of every process that descends from a registered
 * job, inside the kernel.  Read in this order:
 *
 *   maps.h      all memory            caller.h    who calls, and what is allowed
 *   table.h     pids, records, jobs   register.h  registration and questions
 *   users.h     shares of the table   adopt.h     and the descendants
 *   quotas.h    of events and records status.h    the extension's own state
 *   usage.h     what a process used   signal.h    the kill
 *   accounts.h  and jobs, history.h   list.h      pages of processes and jobs
 *   exited.h    between exit and end  report.h    pages of accounts and events
 *   events.h    what happened         control.h   what root may ask
 *   leave.h     end and leave         pids.h      pids for callers
 *   members.h   enter
 *   births.h    a child enters        calls.h     any user's way in
 *   ends.h      a process leaves      entry_points.h  root's ways in
 *   walk.h      a list in batches     hooks.h     where the kernel calls us
 *   meet.h      the dead on the way
 */
#include "entry_points.h"

char LICENSE[] SEC("license") = "GPL";

const struct pt_mark mark SEC(PT_MARK_SECTION) = {PT_STATE_MAGIC, PT_ABI_VERSION, 0};
