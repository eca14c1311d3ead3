// SPDX-License-Identifier: GPL-2.0-or-later
/* start.c: load an image in the right sizes, and publish it. */
#include "internal.h"

#include <stdio.h>
#include <sys/utsname.h>

/* At least one, so that every user can have a job. */
static uint32_t share_of(uint32_t whole, uint32_t percent)
{
	uint32_t share = (uint32_t)((uint64_t)whole * percent / 100);

	return share ? share : 1;
}

static int write_state(struct bpf_object *object, const void *image, size_t size,
		       const struct sizes *sizes, const struct features *features,
		       const struct proctrackext_options *options)
{
	struct pt_state state = {
		.magic = PT_STATE_MAGIC,
		.abi_version = PT_ABI_VERSION,
		.settings = {.capacity = sizes->capacity,
			     .job_capacity = sizes->job_capacity,
			     .pid_limit = sizes->pid_limit,
			     .overflow = options->overflow,
			     .features = sizes->features,
			     .share = share_of(sizes->capacity, options->share),
			     .job_share = share_of(sizes->job_capacity, options->share),
			     .history = sizes->history,
			     .debug = options->debug,
			     .loaded_at = (uint64_t)since_boot_ns(),
			     .image = image_sum(image, size)},
	};
	struct pt_settings *settings = &state.settings;
	int fd = bpf_object__find_map_fd_by_name(object, "pt_state");
	uint32_t zero = 0;
	uint64_t build;
	int error = image_build(object, &build);

	if (error)
		return error;
	settings->build = build;
	memcpy(settings->file, options->file, sizeof(settings->file) - 1);
	memcpy(settings->version, options->version, sizeof(settings->version) - 1);
	memcpy(settings->debug_log, options->debug_log, sizeof(settings->debug_log) - 1);
	memcpy(settings->refusals, features->refused, sizeof(settings->refusals));
	return bpf_map_update_elem(fd, &zero, &state, BPF_ANY) < 0 ? -errno : 0;
}

/*
 * A kernel may refuse the calls' programs for what no trial shows, such as their size.  Tracking
 * must not depend on them: then first without what reaches other processes, then without the calls.
 */
static int load_what_goes(const void *image, size_t size, struct sizes *sizes,
			  struct features *features, struct bpf_object **ret_object)
{
	for (;;) {
		char refused[PT_REASON_SIZE] = "";
		int error = image_load(image, size, sizes, ret_object, refused);

		if (!error || !*refused || !(features->on & PT_FEATURE_CALLS))
			return error;
		features_refuse(features,
				features->on & PT_FEATURE_CALL_TASKS ? PT_FEATURE_CALL_TASKS
								     : PT_FEATURE_CALLS,
				refused);
		sizes->features = features->on;
	}
}

/* Whatever such a kernel said, a newer one is the answer.  Backports are tried like any other. */
static int explained(int error)
{
	struct utsname system;
	int major = 0, minor = 0;

	if (error == -EPERM || error == -ENOMEM || uname(&system) < 0 ||
	    sscanf(system.release, "%d.%d", &major, &minor) != 2 || major > 6 ||
	    (major == 6 && minor >= 1))
		return error;
	log_add("\nproctrackext needs Linux 6.1 or newer, and this is %s", system.release);
	return -EOPNOTSUPP;
}

static int start_locked(const char *pins, const void *image, size_t size,
			const struct proctrackext_options *options)
{
	struct bpf_object *object;
	struct features features;
	struct sizes sizes;
	int error;

	error = pins_sweep(pins);
	if (!error)
		error = stop_finish(pins);
	if (error)
		return error;
	/* an empty directory is nobody's extension; one that is not empty stays */
	if (rmdir(pins) < 0 && errno != ENOENT)
		return errno == ENOTEMPTY ? -EEXIST : -errno;
	error = probe_features(&features);
	if (error)
		return error;
	features_leave_out(&features, options->features_off);
	features_choose_hooks(&features, options->features_off, options->features_on);
	if (options->overflow == PT_OVERFLOW_KILL && !(features.on & PT_FEATURE_SIGNAL_TASK)) {
		log_add("killing newborns of a full table needs Linux 6.13 (bpf_send_signal_task)");
		return -EOPNOTSUPP;
	}
	sizes = sizes_for(pins, options->capacity, options->history, features.on);
	error = check_no_rival(sizes.level);
	if (error)
		return error;
	error = load_what_goes(image, size, &sizes, &features, &object);
	if (error)
		return explained(error);
	error = write_state(object, image, size, &sizes, &features, options);
	if (!error)
		error = publish(object, pins, sizes.features);
	bpf_object__close(object);
	return error;
}

EXPORT int proctrackext_start(const char *pins, const void *image, size_t image_size,
			      const struct proctrackext_options *options, char *log,
			      size_t log_size)
{
	int error, lock;

	if (options->size != sizeof(*options) || options->capacity < 1 ||
	    options->capacity > PT_CAPACITY_MAX || options->overflow > PT_OVERFLOW_KILL ||
	    options->share < 1 || options->share > 100 || options->history > PT_HISTORY_MAX ||
	    options->debug > 1)
		return -EINVAL;
	log_begin(log, log_size);
	error = image_check(image, image_size);
	if (!error)
		error = pins_parent_is_bpffs(pins);
	if (!error) {
		lock = pins_lock(pins);
		error = lock < 0 ? lock : start_locked(pins, image, image_size, options);
		pins_unlock(pins, lock);
	}
	log_end();
	return error;
}
