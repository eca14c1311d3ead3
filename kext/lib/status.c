// SPDX-License-Identifier: GPL-2.0-or-later
/* status.c: the extension's state, and what the kernel says of its hooks. */
#include "internal.h"
#include "pin_table.h"

#include <poll.h>

#define TRIES_MAX 1000
#define TRY_PAUSE_MS 1

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
	for_each_pin_of (row, PIN_HOOK) {
		int error;

		if (!row->skipped || (row->feature && !(state->settings.features & row->feature)))
			continue;
		error = add_misses(pins, row->pin,
				   (__u64 *)((char *)&state->counters + row->skipped));
		if (error)
			return error;
	}
	if (!(state->settings.features & PT_FEATURE_BACKUP_HOOKS))
		state->counters.hook_losses += state->counters.hook_misses;
	return 0;
}

/* Whether the map is that of an extension which we can ask. */
static int check_map(const char *pins)
{
	struct bpf_map_info info = {0};
	uint32_t length = sizeof(info), zero = 0;
	struct pt_state state;
	int fd AUTO_CLOSE = pins_open_to_read(pins, PT_PIN_STATE);

	if (fd < 0)
		return fd;
	if (bpf_obj_get_info_by_fd(fd, &info, &length) < 0)
		return -errno;
	if (info.value_size != sizeof(state))
		return -EPROTO;
	if (bpf_map_lookup_elem(fd, &zero, &state) < 0)
		return -errno;
	return state.magic == PT_STATE_MAGIC && state.abi_version == PT_ABI_VERSION ? 0 : -EPROTO;
}

/* Of one moment, which a look into the map is not. */
static int ask_state(const char *pins, struct pt_state *ret_state)
{
	struct pt_page page;
	int error, tries = 0;

	do {
		page.head = (struct pt_request){.op = PT_OP_STATUS};
		error = proctrackext_page(pins, &page);
	} while (error == -EAGAIN && ++tries < TRIES_MAX && poll(NULL, 0, TRY_PAUSE_MS) == 0);
	if (!error)
		*ret_state = page.state;
	return error;
}

EXPORT int proctrackext_status(const char *pins, struct pt_state *ret_state)
{
	struct pt_state state;
	int error = check_map(pins);

	if (!error)
		error = ask_state(pins, &state);
	if (!error)
		error = add_all_misses(pins, &state);
	if (!error)
		*ret_state = state;
	return error;
}
