// SPDX-License-Identifier: Apache-2.0
// The extension comes and goes under programs that call it all the time: they notice, and go on.
// Starts and stops it itself; the argument is its file.
#include <fcntl.h>
#include <stddef.h>
#include <stdatomic.h>
#include <sys/mman.h>

#include "stage.h"
#include "verbs.h"

enum { CALLERS = 2, FIRST_JOB = 50, CYCLES = 3, IMAGE_MOST = 1 << 22 };

struct count_if_ok {
	atomic_long worked; /* rounds of calls that found the extension */
	atomic_long gone;   /* that did not */
	atomic_long wrong;
};

static struct count_if_ok *counts; /* shared */
static char *image;
static size_t image_size;
static char text[1 << 16];

static void read_image(void)
{
	int fd = open(argument_text(0), O_RDONLY | O_CLOEXEC);
	ssize_t size;

	CHECK(fd >= 0);
	image = malloc(IMAGE_MOST);
	CHECK(image);
	size = read(fd, image, IMAGE_MOST);
	CHECK(size > 0 && size < IMAGE_MOST);
	image_size = (size_t)size;
	close(fd);
}

static void start_extension(void)
{
	struct proctrackext_options options = {
		.size = sizeof(options), .capacity = 256, .share = 25};

	EXPECT(proctrackext_start(pins(), image, image_size, &options, text, sizeof(text)), 0, 0);
}

static void stop_extension(void)
{
	uint32_t live;

	EXPECT(proctrackext_stop(pins(), image, image_size, PT_FLAG_FORCE, &live, text,
				 sizeof(text)),
	       0, 0);
}

/* errno must be one of two, besides ENOENT. */
static void note(struct count_if_ok *count_if_ok, const char *what, bool good, int error, int also,
		 int or)
{
	if (good || error == ENOENT || error == also || error == or)
		return;
	if (atomic_fetch_add(&count_if_ok->wrong, 1) == 0)
		fprintf(stderr, "%s: %s\n", what, strerrorname_np(error));
}

#define NOTE(call, good, also, or)                                                                 \
	do {                                                                                       \
		errno = 0;                                                                         \
		long got = (long)(call);                                                           \
		note(count_if_ok, #call, good, errno, also, or);                                   \
	} while (0)

static void call_everything(struct count_if_ok *count_if_ok, long job)
{
	long count;

	NOTE(reg_self(job, 0), got == 0, EEXIST, EEXIST);
	NOTE(my_job(0, 0), got == job, ENOENT, ENOENT);
	NOTE(kill_job(job, 0), got == 0, ESRCH, ESRCH);
	NOTE(unreg(job, 0), got == 0, EBUSY, EBUSY);
	NOTE(lists(job, getpid()), got >= 0, ENOENT, ENOENT);
	NOTE(lists_all(job, getpid()), got >= 0, ENOENT, ENOENT);
	NOTE(reg_pid(job, getpid()), got == 0, EEXIST, EPERM);
	count = count_all(0, 0);
	if (count >= 0)
		atomic_fetch_add(&count_if_ok->worked, 1);
	else
		atomic_fetch_add(&count_if_ok->gone, 1);
	note(count_if_ok, "count_all", count >= 0, errno, ENOENT, ENOENT);
}

static long start_calling(long which, long unused)
{
	(void)unused;
	if (give_birth() == 0)
		for (;;)
			call_everything(&counts[which], FIRST_JOB + which);
	return 0;
}

/* Every caller has gone through two rounds more, of this kind: one of them began after this call.
 */
static void await_rounds(size_t kind)
{
	for (int i = 0; i < CALLERS; i++) {
		atomic_long *count = (atomic_long *)((char *)&counts[i] + kind);
		long before = atomic_load(count);

		AWAIT(atomic_load(count) >= before + 2);
		CHECK(atomic_load(&counts[i].wrong) == 0);
	}
}

static long sum_of_worked(void)
{
	long sum = 0;

	for (int i = 0; i < CALLERS; i++)
		sum += atomic_load(&counts[i].worked);
	return sum;
}

static void restarted(void)
{
	struct worker *callers[CALLERS];

	read_image();
	counts = mmap(NULL, sizeof(*counts) * CALLERS, PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	CHECK(counts != MAP_FAILED);
	for (int i = 0; i < CALLERS; i++) {
		callers[i] = i % 2 ? worker_as(ALICE + i) : worker_new();
		EXPECT(on(callers[i], start_calling, i, 0), 0, 0);
	}
	await_rounds(offsetof(struct count_if_ok, gone));
	for (int cycle = 0; cycle < CYCLES; cycle++) {
		long worked;

		start_extension();
		await_rounds(offsetof(struct count_if_ok, worked));
		CHECK(figures().counters.tracked == CALLERS);
		CHECK(figures().counters.forks - figures().counters.exits == CALLERS);
		stop_extension();
		await_rounds(offsetof(struct count_if_ok, gone));
		worked = sum_of_worked();
		await_rounds(offsetof(struct count_if_ok, gone));
		CHECK(sum_of_worked() == worked);
	}
	start_extension();
	await_rounds(offsetof(struct count_if_ok, worked));
	for (int i = 0; i < CALLERS; i++)
		EXPECT(kill_job(FIRST_JOB + i, SIGKILL), 0, 0);
	AWAIT(figures().counters.tracked == 0);
	CHECK(figures().counters.cursors == 0);
	stop_extension();
}

int main(int argc, char **argv)
{
	static const struct scene scenes[] = {{"restart", restarted}};

	return PLAY(argc, argv, scenes);
}
