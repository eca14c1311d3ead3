// SPDX-License-Identifier: Apache-2.0
// The empty program on the extension's four tracepoints: what the kernel's statistics count at
// least.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

/* No helper that asks for a GPL-compatible licence is called. */
char LICENSE[] SEC("license") = "Apache-2.0";

SEC("tp_btf/sched_process_fork")
int empty_fork(void *context)
{
	(void)context;
	return 0;
}

SEC("tp_btf/sched_process_exit")
int empty_exit(void *context)
{
	(void)context;
	return 0;
}

SEC("tp_btf/sched_process_free")
int empty_free(void *context)
{
	(void)context;
	return 0;
}

SEC("tp_btf/sched_wakeup_new")
int empty_wake(void *context)
{
	(void)context;
	return 0;
}
