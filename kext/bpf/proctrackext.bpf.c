/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * proctrackext: keeps track of every process that descends from a registered
 * job, inside the kernel.  Read in this order:
 *
 *   maps.h      all memory            walk.h      a job's list in batches
 *   table.h     cells, records, jobs  signal.h    the kill
 *   members.h   enter and leave       register.h  registration and questions
 *   hooks.h     fork and exit         list.h      pages of processes and jobs
 *                                     doors.h     the ways in
 */
#include "doors.h"

char LICENSE[] SEC("license") = "GPL";

/* How the loader tells our object from any other, and one layout from the next. */
const struct {
	__u64 magic;
	__u32 abi_version;
	__u32 reserved;
} proctrack_object SEC(".rodata.proctrack") = {PT_STATE_MAGIC, PT_ABI_VERSION, 0};
