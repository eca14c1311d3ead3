// SPDX-License-Identifier: Apache-2.0
// Whose calls see the socket options of the processes on this machine; see attached.h.
#include "attached.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <unistd.h>

enum { SETTLE_MS = 60000, PAUSE_MS = 20, TRIES = 3000 };

static int others; /* attached all the while */
static int repeated;

/* Links of programs that see getsockopt. */
static int attached(void)
{
	uint32_t id = 0;
	int count = 0;

	while (bpf_link_get_next_id(id, &id) == 0) {
		struct bpf_link_info info = {0};
		unsigned length = sizeof(info);
		int link = bpf_link_get_fd_by_id(id);

		if (link < 0) /* gone by now */
			continue;
		if (bpf_obj_get_info_by_fd(link, &info, &length) == 0 &&
		    info.type == BPF_LINK_TYPE_CGROUP &&
		    info.cgroup.attach_type == BPF_CGROUP_GETSOCKOPT)
			count++;
		close(link);
	}
	return count;
}

int has_calls(const char *pins)
{
	struct pt_state state;
	int error = proctrackext_status(pins, &state);

	if (error)
		die(pins, error);
	return !!(state.settings.features & PT_FEATURE_CALLS);
}

int attached_settle(void)
{
	for (int i = 0; i < SETTLE_MS / PAUSE_MS && (others = attached()); i++)
		poll(NULL, 0, PAUSE_MS);
	return others;
}

double ask_undisturbed(const struct worker *w, measure ask, int block, int ours)
{
	for (int i = 0; i < TRIES; i++) {
		if (attached() == others + ours) {
			double answer = worker_ask(w, ask, block);

			if (attached() == others + ours)
				return answer;
		}
		repeated++;
		poll(NULL, 0, PAUSE_MS);
	}
	die("other extensions come and go", -EBUSY);
}

void print_disturbances(void)
{
	if (others)
		printf("  (all the while, calls of others attached: %d)\n", others);
	if (repeated)
		printf("  (others came and went, waited or measured again: %d times)\n", repeated);
}
