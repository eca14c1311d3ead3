// SPDX-License-Identifier: GPL-2.0-or-later
/* start.c: load an image in the right sizes, and publish it. */
#include "internal.h"

/* At least one, so that every user can have a job. */
static uint32_t share_of(uint32_t whole, uint32_t percent)
{
	uint32_t share = (uint32_t)((uint64_t)whole * percent / 100);

	return share ? share : 1;
}

static int write_state(struct bpf_object *object, const struct sizes *sizes,
		       const struct proctrackext_options *options)
{
	struct pt_state state = {
		.magic = PT_STATE_MAGIC,
		.abi_version = PT_ABI_VERSION,
		.capacity = sizes->capacity,
		.job_capacity = sizes->job_capacity,
		.pid_limit = sizes->pid_limit,
		.overflow = options->overflow,
		.features = sizes->features,
		.loaded_at = (uint64_t)since_boot_ns(),
		.share = share_of(sizes->capacity, options->share),
		.job_share = share_of(sizes->job_capacity, options->share),
		.history = sizes->history,
		.debug = options->debug,
	};
	int fd = bpf_object__find_map_fd_by_name(object, "pt_state");
	uint32_t zero = 0;
	uint64_t build;
	int error = image_build(object, &build);

	if (error)
		return error;
	state.build = build;
	memcpy(state.file, options->file, sizeof(state.file) - 1);
	memcpy(state.version, options->version, sizeof(state.version) - 1);
	memcpy(state.debug_log, options->debug_log, sizeof(state.debug_log) - 1);
	return bpf_map_update_elem(fd, &zero, &state, BPF_ANY) < 0 ? -errno : 0;
}

static int start_locked(const char *pins, const void *image, size_t size,
			const struct proctrackext_options *options)
{
	struct bpf_object *object;
	struct sizes sizes;
	uint32_t features;
	int error;

	error = pins_sweep(pins);
	if (error)
		return error;
	/* an empty directory is nobody's extension; one that is not empty stays */
	if (rmdir(pins) < 0 && errno != ENOENT)
		return errno == ENOTEMPTY ? -EEXIST : -errno;
	error = probe_features(&features);
	if (error)
		return error;
	features = features_without(features, options->features_off);
	features = features_of_hooks(features, options->features_off, options->features_on);
	if (options->overflow == PT_OVERFLOW_KILL && !(features & PT_FEATURE_SIGNAL_TASK)) {
		log_add("killing newborns of a full table needs Linux 6.13 (bpf_send_signal_task)");
		return -EOPNOTSUPP;
	}
	sizes = sizes_for(pins, options->capacity, options->history, features);
	error = image_load(image, size, &sizes, &object);
	if ((error == -EACCES || error == -EINVAL) && features & PT_FEATURE_CALLS) {
		/* a kernel may have all that the calls need, but not for programs of their type */
		sizes.features &= ~PT_FEATURE_CALLS;
		error = image_load(image, size, &sizes, &object);
	}
	if (error)
		return error;
	error = write_state(object, &sizes, options);
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
