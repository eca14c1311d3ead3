// SPDX-License-Identifier: GPL-2.0-or-later
/* status.c: the extension's state map, and what the kernel says of its hooks. */
#include "internal.h"

/*
 * Hooks that the kernel did not run because they were running on that processor
 * already.  The way from a link to its program is CAP_SYS_ADMIN's; so the
 * programs have pins of their own.
 */
static int add_misses(const char *pins, const char *name, __u64 *misses)
{
	struct bpf_prog_info program = {0};
	uint32_t length = sizeof(program);
	int fd AUTO_CLOSE = pins_open_to_read(pins, name);

	if (fd < 0)
		return fd;
	if (bpf_obj_get_info_by_fd(fd, &program, &length) < 0)
		return -errno;
	*misses += program.recursion_misses;
	return 0;
}

/* What the early hooks miss is lost where there are no backup hooks. */
static int add_all_misses(const char *pins, struct pt_state *state)
{
	bool backup = state->features & PT_FEATURE_BACKUP_HOOKS;
	int error = 0;

	if (state->features & PT_FEATURE_FORK_HOOK)
		error = add_misses(pins, PT_PIN_FORK, &state->hook_misses);
	if (!error && state->features & PT_FEATURE_EXIT_HOOK)
		error = add_misses(pins, PT_PIN_EXIT, &state->hook_misses);
	if (!backup)
		state->hook_losses += state->hook_misses;
	else if (!error)
		error = add_misses(pins, PT_PIN_WAKE, &state->hook_losses);
	return error ? error : add_misses(pins, PT_PIN_FREE, &state->unsettled);
}

EXPORT int proctrackext_status(const char *pins, struct pt_state *ret_state)
{
	struct bpf_map_info info = {0};
	uint32_t length = sizeof(info), zero = 0;
	struct pt_state state;
	int error, fd AUTO_CLOSE = pins_open_to_read(pins, PT_PIN_STATE);

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
	error = add_all_misses(pins, &state);
	if (!error)
		*ret_state = state;
	return error;
}
