// SPDX-License-Identifier: GPL-2.0-or-later
/* call.c: requests through the pinned doors, and the state map. */
#include "internal.h"

#include <fcntl.h>
#include <sys/file.h>

/* Where the kernel runs programs for the asking. */
static int run(int program, void *context, size_t size)
{
	LIBBPF_OPTS(bpf_test_run_opts, options, .ctx_in = context, .ctx_size_in = (uint32_t)size);

	return bpf_prog_test_run_opts(program, &options) < 0 ? -errno : 0;
}

/* Run an iterator over one task. It answers nothing to read; reading makes it run. */
static int iterate(int program, uint32_t pid)
{
	union bpf_iter_link_info info = {.task = {.tid = pid}};
	LIBBPF_OPTS(bpf_link_create_opts, options, .iter_info = &info,
		    .iter_info_len = sizeof(info));
	int link AUTO_CLOSE = bpf_link_create(program, 0, BPF_TRACE_ITER, &options);
	int iterator AUTO_CLOSE = -1;
	char nothing;

	if (link < 0)
		return -errno;
	iterator = bpf_iter_create(link);
	if (iterator < 0)
		return -errno;
	return read(iterator, &nothing, sizeof(nothing)) < 0 ? -errno : 0;
}

/*
 * The older kernels' door: put the request on the desk, run the iterator over
 * the target (ourselves when there is none), take the answer.  The lock on the
 * pin directory keeps others away meanwhile.
 */
static int run_door(const char *pins, void *context, size_t size)
{
	struct pt_page page = {.head = {.op = 0}};
	struct pt_request *request = context;
	int program AUTO_CLOSE = pins_open(pins, PT_PIN_DOOR);
	int desk AUTO_CLOSE = pins_open(pins, PT_PIN_DESK);
	int lock AUTO_CLOSE = -1;
	uint32_t zero = 0;
	int error;

	if (program < 0 || desk < 0)
		return program < 0 ? program : desk;
	lock = open(pins, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (lock < 0 || flock(lock, LOCK_EX) < 0)
		return -errno;
	request->error = -ESRCH; /* what stays when there is no such task */
	memcpy(&page, context, size);
	if (bpf_map_update_elem(desk, &zero, &page, BPF_ANY) < 0)
		return -errno;
	error = iterate(program, request->op == PT_OP_REGISTER && request->pid > 1
					 ? (uint32_t)request->pid
					 : (uint32_t)getpid());
	if (error && error != -ESRCH)
		return error;
	if (bpf_map_lookup_elem(desk, &zero, &page) < 0)
		return -errno;
	memcpy(context, &page, size);
	return 0;
}

static int ask(const char *pins, const char *door, void *context, size_t size)
{
	int program AUTO_CLOSE = pins_open(pins, door);

	if (program == -EPROTO)
		return run_door(pins, context, size);
	return program < 0 ? program : run(program, context, size);
}

EXPORT int proctrackext_call(const char *pins, struct pt_request *request)
{
	int error = ask(pins, PT_PIN_CALL, request, sizeof(*request));

	return error ? error : request->error;
}

EXPORT int proctrackext_page(const char *pins, struct pt_page *page)
{
	int error = ask(pins, PT_PIN_PAGE, page, sizeof(*page));

	return error ? error : page->head.error;
}

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
		*ret_state = state;
	return error;
}
