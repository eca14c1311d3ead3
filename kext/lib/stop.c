// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * stop.c: the way back.  The directory is renamed away first, so that the
 * extension is either there or not; then links and programs are let go.
 */
#include "internal.h"
#include "pin_table.h"

#include <poll.h>
#include <stdio.h>
#include <sys/stat.h>

#define GONE_WAIT_MS 3000
#define GONE_STEP_MS 2
#define READERS_WAIT_MS 500
#define READERS_STEP_MS 10
#define READER_IS_THERE_NS                                                                         \
	1000000000ULL /* who reads events is woken by them, or asks every 200 ms */
#define PROGRAMS_MAX 32

_Static_assert(2 * PIN_ROWS <= PROGRAMS_MAX, "room for all of them");

struct program_ids {
	uint32_t id[PROGRAMS_MAX];
	size_t count;
};

static void note_program(struct program_ids *ids, const char *directory, const char *name)
{
	struct bpf_prog_info info = {0};
	uint32_t length = sizeof(info);
	int fd AUTO_CLOSE = pins_open(directory, name);

	if (fd >= 0 && bpf_obj_get_info_by_fd(fd, &info, &length) == 0)
		ids->id[ids->count++] = info.id;
}

/* The link's last descriptor is the caller's to close: that detaches it there and then. */
static int note_link(struct program_ids *ids, const char *directory, const char *name)
{
	struct bpf_link_info info = {0};
	uint32_t length = sizeof(info);
	int fd = pins_open(directory, name);

	if (fd >= 0 && bpf_obj_get_info_by_fd(fd, &info, &length) == 0)
		ids->id[ids->count++] = info.prog_id;
	return fd;
}

/*
 * The kernel frees programs a moment after their last user; -ETIMEDOUT: there is
 * another one.  To look takes CAP_SYS_ADMIN: without it, what is known is that
 * they are detached, if nobody else has the links.
 */
static int await_gone(const struct program_ids *ids)
{
	int64_t deadline = monotonic_ms() + GONE_WAIT_MS;

	for (size_t i = 0; i < ids->count; i++) {
		int fd;

		while ((fd = bpf_prog_get_fd_by_id(ids->id[i])) >= 0) {
			close(fd);
			if (monotonic_ms() > deadline)
				return -ETIMEDOUT;
			poll(NULL, 0, GONE_STEP_MS);
		}
	}
	return 0;
}

/* A hook's link has the program's name. */
static const char *link_of(const struct pin_row *row)
{
	switch (row->kind) {
	case PIN_HOOK:
		return row->object;
	case PIN_ITER:
	case PIN_CALL:
		return row->pin;
	default:
		return NULL;
	}
}

static int take_apart(const char *pins)
{
	int fds[PIN_ROWS], count = 0;
	struct program_ids ids = {.count = 0};
	char old[PATH_MAX];
	int error = pins_beside(old, pins, "old");

	if (error)
		return error;
	if (rename(pins, old) < 0)
		return -errno;
	for_each_pin (row) {
		if (row->kind == PIN_PROGRAM || row->kind == PIN_HOOK)
			note_program(&ids, old, row->pin);
		if (link_of(row))
			fds[count++] = note_link(&ids, old, link_of(row));
	}
	error = pins_remove(old);
	while (count > 0)
		close_fd(&fds[--count]);
	return error ? error : await_gone(&ids);
}

int stop_finish(const char *pins)
{
	struct pt_state state;

	/* the lock is ours, so nobody is about to do it */
	return proctrackext_status(pins, &state) == 0 && state.closed ? take_apart(pins) : 0;
}

static int build_of(const void *image, size_t size, uint32_t features, uint64_t *ret_build)
{
	struct sizes sizes = sizes_for("", 1, 0, features);
	char refused[PT_REASON_SIZE];
	struct bpf_object *object;
	int error = image_load(image, size, &sizes, &object, refused);

	if (error)
		return error;
	error = image_build(object, ret_build);
	bpf_object__close(object);
	return error;
}

/* The same file makes the same programs: only another one has to be loaded to be told. */
static int same_build(const char *pins, const void *image, size_t size)
{
	struct pt_state state;
	uint64_t build;
	int error = proctrackext_status(pins, &state);

	if (error || !image || image_sum(image, size) == state.settings.image)
		return error;
	error = build_of(image, size, state.settings.features, &build);
	if (error)
		return error;
	return build == state.settings.build ? 0 : -ESTALE;
}

/* That there are events which a reader will ask for; of a young extension nobody knows yet. */
static bool is_unread(const char *pins)
{
	struct pt_state state;
	uint64_t last;

	if (proctrackext_status(pins, &state) ||
	    state.counters.events_read >= state.counters.events)
		return false;
	last = state.counters.events_read_at ? state.counters.events_read_at
					     : state.settings.loaded_at;
	return (uint64_t)since_boot_ns() - last < READER_IS_THERE_NS;
}

/* What was killed just before a stop, and by whom, goes with the extension: let an agent see it. */
static void await_readers(const char *pins)
{
	int64_t deadline = monotonic_ms() + READERS_WAIT_MS;

	while (is_unread(pins) && monotonic_ms() < deadline)
		poll(NULL, 0, READERS_STEP_MS);
}

static int stop_locked(const char *pins, const void *image, size_t size, uint32_t flags,
		       uint32_t *ret_jobs)
{
	struct pt_request close = {.op = PT_OP_CLOSE, .close = {.flags = flags}};
	struct stat status;
	int error = pins_sweep(pins);

	if (error)
		return error;
	if (lstat(pins, &status) < 0)
		return -ENODEV;
	/* before anything is closed that could then not be taken away */
	if (status.st_uid != geteuid())
		return -EPERM;
	if (!(flags & PT_FLAG_FORCE)) {
		error = same_build(pins, image, size);
		if (error)
			return error;
	}
	error = proctrackext_call(pins, &close);
	*ret_jobs = close.close.jobs;
	if (error && !(flags & PT_FLAG_FORCE))
		return error;
	if (!error)
		await_readers(pins);
	return take_apart(pins);
}

EXPORT int proctrackext_stop(const char *pins, const void *image, size_t image_size, uint32_t flags,
			     uint32_t *ret_jobs, char *log, size_t log_size)
{
	int error, lock;

	*ret_jobs = 0;
	log_begin(log, log_size);
	error = image ? image_check(image, image_size) : 0;
	if (!error)
		error = pins_parent_is_bpffs(pins);
	if (error == -ENOTDIR)
		error = -ENODEV;
	if (!error) {
		lock = pins_lock(pins);
		error = lock < 0 ? lock : stop_locked(pins, image, image_size, flags, ret_jobs);
		pins_unlock(pins, lock);
	}
	log_end();
	return error;
}

EXPORT int proctrackext_build(const void *image, size_t image_size, uint64_t *ret_build, char *log,
			      size_t log_size)
{
	struct features features;
	int error;

	log_begin(log, log_size);
	error = probe_features(&features);
	if (!error) {
		features_choose_hooks(&features, 0, 0);
		error = build_of(image, image_size, features.on, ret_build);
	}
	log_end();
	return error;
}
