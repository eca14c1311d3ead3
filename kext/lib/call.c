// SPDX-License-Identifier: GPL-2.0-or-later
/* call.c: requests through the pinned entry points. */
#include "common.h"

#include <fcntl.h>
#include <sys/file.h>

/* Run an iterator over one task. It answers nothing to read; reading makes it run. */
static int iterate(int program, uint32_t pid)
{
	int link AUTO_CLOSE = sys_iterate_task(program, pid);
	int iterator AUTO_CLOSE = -1;
	char nothing;

	if (link < 0)
		return link;
	iterator = sys_iterator(link);
	if (iterator < 0)
		return iterator;
	return read(iterator, &nothing, sizeof(nothing)) < 0 ? -errno : 0;
}

/*
 * Not by close alone: a child that another thread forks meanwhile has our open
 * file too, and would keep the lock for as long as it lives.
 */
static void unlock(int *lock)
{
	if (*lock < 0)
		return;
	flock(*lock, LOCK_UN);
	close(*lock);
}

/*
 * The iterator of older kernels: put the request into the mailbox, run the iterator over
 * the target (ourselves when there is none), take the answer.  The lock on the
 * pin directory keeps others away meanwhile.
 */
static int run_iterator(const char *pins, void *context, size_t size)
{
	struct pt_page page = {.head = {.op = 0}};
	struct pt_request *request = context;
	int program AUTO_CLOSE = pins_open_to_read(pins, PT_PIN_ITERATOR);
	int mailbox AUTO_CLOSE = pins_open(pins, PT_PIN_MAILBOX);
	int lock __attribute__((cleanup(unlock))) = -1;
	char path[PATH_MAX];
	int error = pins_path(path, pins, PT_PIN_MAILBOX_LOCK);

	if (program < 0 || mailbox < 0 || error)
		return error ? error : program < 0 ? program : mailbox;
	lock = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (lock < 0 || flock(lock, LOCK_EX) < 0)
		return -errno;
	request->error = -ESRCH; /* what stays when there is no such task */
	memcpy(&page, context, size);
	error = sys_map_write(mailbox, &page);
	if (error)
		return error;
	error = iterate(program, request->op == PT_OP_REGISTER && request->reg.pid > 1
					 ? (uint32_t)request->reg.pid
					 : (uint32_t)getpid());
	if (error && error != -ESRCH)
		return error;
	error = sys_map_read(mailbox, &page);
	if (error)
		return error;
	memcpy(context, &page, size);
	return 0;
}

static int ask(const char *pins, const char *entry_point, void *context, size_t size)
{
	int program AUTO_CLOSE = pins_open_to_read(pins, entry_point);

	if (program == -EPROTO)
		return run_iterator(pins, context, size);
	return program < 0 ? program : sys_run(program, context, size);
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
