// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * news.c: sleep until there is something new, for those who show jobs and tell events.  The kernel
 * wakes them through a ring buffer, whose records say nothing else.  Whoever may not open it asks
 * five times a second.
 */
#include "internal.h"

#include <poll.h>
#include <stdatomic.h>
#include <sys/epoll.h>
#include <sys/inotify.h>
#include <sys/mman.h>

#define STEP_MS 200	 /* nobody is told of news more often */
#define UNLOADED_MS 2000 /* bpffs may be mounted meanwhile, which wakes nobody */
#define RECORD_BYTES 16	 /* of the ring buffer: its head, and eight bytes of ours */

/* What wakes a sleeper: news in the kernel, or an extension that comes or goes. */
struct alarm {
	int poll;  /* an epoll, or -1 */
	int place; /* an inotify of the directory above the pins, or -1 */
	int ring;  /* or -1 */
};

static void close_and_forget(int *fd)
{
	close_fd(fd);
	*fd = -1;
}

static void alarm_close(const struct alarm *alarm)
{
	close_fd(&alarm->ring);
	close_fd(&alarm->place);
	close_fd(&alarm->poll);
}
#define AUTO_ALARM __attribute__((cleanup(alarm_close)))

/*
 * Make room for records to come.  One always stays: without any, a sleeper that is about to be
 * woken would sleep on.  Several readers may do this at a time.
 */
static void make_room(int ring)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	void *consumer = mmap(NULL, page, PROT_READ | PROT_WRITE, MAP_SHARED, ring, 0);
	void *producer = mmap(NULL, page, PROT_READ, MAP_SHARED, ring, (off_t)page);

	if (consumer != MAP_FAILED && producer != MAP_FAILED) {
		unsigned long last = atomic_load((atomic_ulong *)producer);

		if (last - atomic_load((atomic_ulong *)consumer) > page / 2)
			atomic_store((atomic_ulong *)consumer, last - RECORD_BYTES);
	}
	if (consumer != MAP_FAILED)
		munmap(consumer, page);
	if (producer != MAP_FAILED)
		munmap(producer, page);
}

/* By edges: each record wakes, although older ones are there. */
static bool listen_to(int poll, int fd)
{
	struct epoll_event event = {.events = EPOLLIN | EPOLLET};

	return fd >= 0 && epoll_ctl(poll, EPOLL_CTL_ADD, fd, &event) == 0;
}

static int watch_place(const char *pins)
{
	char parent[PATH_MAX];
	int fd;

	if (pins_parent(parent, pins))
		return -1;
	fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	if (fd >= 0 &&
	    inotify_add_watch(fd, parent, IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_ONLYDIR) < 0)
		close_and_forget(&fd);
	return fd;
}

/* Where something cannot be had, its descriptor is -1. */
static struct alarm alarm_open(const char *pins)
{
	struct alarm alarm = {.poll = epoll_create1(EPOLL_CLOEXEC),
			      .place = watch_place(pins),
			      .ring = pins_open(pins, PT_PIN_NEWS)};

	if (!listen_to(alarm.poll, alarm.place))
		close_and_forget(&alarm.place);
	if (!listen_to(alarm.poll, alarm.ring))
		close_and_forget(&alarm.ring);
	if (alarm.ring >= 0)
		make_room(alarm.ring);
	return alarm;
}

struct answer {
	uint64_t news;
	bool loaded;
	bool ending; /* processes that end a job as soon as somebody asks again */
};

static int ask_news(const char *pins, uint32_t flags, struct answer *ret)
{
	struct pt_request request = {.op = PT_OP_NEWS, .news = {.flags = flags}};
	int error = proctrackext_call(pins, &request);

	*ret = (struct answer){.loaded = false};
	if (error == -ENOENT || error == -ENODEV)
		return 0;
	if (error)
		return error;
	ret->news = request.news.loaded_at + request.news.events + (request.news.left_out << 32);
	ret->loaded = true;
	ret->ending = request.news.ending > 0;
	return 0;
}

/* How long it is safe to sleep after this answer; 0 = nothing would wake us. */
static int safe_sleep_ms(const struct alarm *alarm, const struct answer *last, int64_t deadline)
{
	int64_t left = deadline - monotonic_ms();

	if (left <= 0 || alarm->place < 0 || last->ending)
		return 0;
	if (last->loaded)
		return alarm->ring < 0 ? 0 : (int)left;
	return left < UNLOADED_MS ? (int)left : UNLOADED_MS;
}

/* Answers whether something woke us. */
static bool nap(const struct alarm *alarm, int most_ms)
{
	struct epoll_event event;

	return most_ms > 0 && epoll_wait(alarm->poll, &event, 1, most_ms) != 0;
}

EXPORT int proctrackext_news(const char *pins, uint32_t flags, uint64_t *news, int timeout_ms)
{
	struct alarm alarm AUTO_ALARM = alarm_open(pins);
	int64_t deadline = monotonic_ms() + timeout_ms;
	struct answer now;
	int error;

	if (alarm.ring >= 0)
		flags |= PT_FLAG_SLEEPS;
	do {
		if (poll(NULL, 0, STEP_MS) < 0 && errno != EINTR)
			return -errno;
		error = ask_news(pins, flags, &now);
		if (!error && now.news == *news &&
		    nap(&alarm, safe_sleep_ms(&alarm, &now, deadline)))
			error = ask_news(pins, flags, &now);
		if (error)
			return error;
	} while (now.news == *news && monotonic_ms() < deadline);
	*news = now.news;
	return 0;
}
