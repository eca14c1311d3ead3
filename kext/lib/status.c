// SPDX-License-Identifier: GPL-2.0-or-later
/* status.c: the extension's state map, and what the kernel says of its hooks. */
#include "internal.h"

/* Hooks that the kernel did not run because they were running on that processor already. */
static int add_misses(const char *pins, const char *name, __u64 *misses)
{
	struct bpf_link_info link = {0};
	struct bpf_prog_info program = {0};
	uint32_t link_length = sizeof(link), program_length = sizeof(program);
	int link_fd AUTO_CLOSE = pins_open(pins, name);
	int program_fd AUTO_CLOSE = -1;

	if (link_fd < 0)
		return link_fd;
	if (bpf_obj_get_info_by_fd(link_fd, &link, &link_length) < 0)
		return -errno;
	program_fd = bpf_prog_get_fd_by_id(link.prog_id);
	if (program_fd < 0 || bpf_obj_get_info_by_fd(program_fd, &program, &program_length) < 0)
		return -errno;
	*misses += program.recursion_misses;
	return 0;
}

EXPORT int proctrackext_status(const char *pins, struct pt_state *ret_state)
{
	struct bpf_map_info info = {0};
	uint32_t length = sizeof(info), zero = 0;
	struct pt_state state;
	int error, fd AUTO_CLOSE = pins_open(pins, PT_PIN_STATE);

	if (fd < 0)
		return fd;
	if (bpf_obj_get_info_by_fd(fd, &info, &length) < 0)
		return -errno;
	if (info.value_size != sizeof(state))
		return -EPROTO;
	if (bpf_map_lookup_elem(fd, &zero, &state) < 0)
		return -errno;
	if (state.magic != PT_STATE_MAGIC || state.abi_version != PT_ABI_VERSION)
		return -EPROTO;
	error = add_misses(pins, "proctrack_fork", &state.hook_misses);
	if (!error)
		error = add_misses(pins, "proctrack_exit", &state.hook_misses);
	if (!error)
		error = add_misses(pins, "proctrack_free", &state.unsettled);
	if (!error)
		*ret_state = state;
	return error;
}
