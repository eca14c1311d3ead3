// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * sys.c: bpf(2), as far as a client of a loaded extension needs it.  Six
 * commands of libbpf, without the rest of it: libproctrack depends on libc only.
 */
#include "common.h"

#include <linux/bpf.h>
#include <sys/syscall.h>

static int bpf(int command, union bpf_attr *attributes)
{
	long result = syscall(SYS_bpf, command, attributes, sizeof(*attributes));

	return result < 0 ? -errno : (int)result;
}

int sys_pinned(const char *path, uint32_t flags)
{
	union bpf_attr attributes = {.pathname = (uintptr_t)path, .file_flags = flags};

	return bpf(BPF_OBJ_GET, &attributes);
}

int sys_run(int program, void *context, size_t size)
{
	union bpf_attr attributes = {.test = {.prog_fd = (uint32_t)program,
					      .ctx_in = (uintptr_t)context,
					      .ctx_size_in = (uint32_t)size}};

	return bpf(BPF_PROG_TEST_RUN, &attributes);
}

int sys_map_read(int map, void *value)
{
	uint32_t zero = 0;
	union bpf_attr attributes = {
		.map_fd = (uint32_t)map, .key = (uintptr_t)&zero, .value = (uintptr_t)value};

	return bpf(BPF_MAP_LOOKUP_ELEM, &attributes);
}

int sys_map_write(int map, const void *value)
{
	uint32_t zero = 0;
	union bpf_attr attributes = {
		.map_fd = (uint32_t)map, .key = (uintptr_t)&zero, .value = (uintptr_t)value};

	return bpf(BPF_MAP_UPDATE_ELEM, &attributes);
}

int sys_iterate_task(int program, uint32_t pid)
{
	union bpf_iter_link_info info = {.task = {.tid = pid}};
	union bpf_attr attributes = {.link_create = {.prog_fd = (uint32_t)program,
						     .attach_type = BPF_TRACE_ITER,
						     .iter_info = (uintptr_t)&info,
						     .iter_info_len = sizeof(info)}};

	return bpf(BPF_LINK_CREATE, &attributes);
}

int sys_iterator(int link)
{
	union bpf_attr attributes = {.iter_create = {.link_fd = (uint32_t)link}};

	return bpf(BPF_ITER_CREATE, &attributes);
}
