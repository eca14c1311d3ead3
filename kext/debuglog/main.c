// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * proctrackext-log FILE PINS AFTER: append the events behind number AFTER to
 * FILE, in the background, until the trace is off or the extension is gone.
 * Returns when the file is open; exit 0 also when another one writes it.
 *
 * proctrackext-log FILE: look whether that would work.
 */
#include "debuglog.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

enum { STEP_MS = 100 };

static int read_state(const char *pins, struct pt_state *ret_state)
{
	int fd AUTO_CLOSE = pins_open_to_read(pins, PT_PIN_STATE);

	return fd < 0 ? fd : sys_map_read(fd, ret_state);
}

/* All that happened since; dumps that several asked for are one. */
static int write_events(struct writer *writer, const char *pins, uint64_t *after)
{
	struct pt_page page = {.head = {.op = PT_OP_EVENTS, .events = {.after = *after}}};
	bool dump = false;
	int error;

	do {
		error = proctrackext_page(pins, &page);
		for (uint32_t i = 0; !error && i < page.head.count; i++) {
			const struct pt_event *event = &page.events[i];

			if (event->sequence > *after + 1)
				line_lost(writer, event->sequence - *after - 1);
			*after = event->sequence;
			dump |= event->type == PT_EVENT_DUMP;
			line_event(writer, event);
		}
	} while (!error && page.head.events.after < page.head.events.last);
	if (dump && (!error || error == -EAGAIN))
		lines_dump(writer, pins);
	writer_flush(writer);
	return error == -EAGAIN ? 0 : error;
}

static void follow(struct writer *writer, const char *pins, uint64_t after)
{
	struct pt_state first, now;
	int error = read_state(pins, &first);

	line_now(writer, "the trace is on");
	while (!error) {
		error = read_state(pins, &now);
		if (!error && now.settings.loaded_at != first.settings.loaded_at)
			error = -ENODEV; /* another one, which has its own writer */
		if (!error)
			error = write_events(writer, pins, &after);
		if (error || !now.settings.debug)
			break;
		poll(NULL, 0, STEP_MS);
	}
	line_now(writer, error ? "the extension is gone" : "the trace is off");
	writer_flush(writer);
}

/* Nothing of whoever started it is kept: terminal, directory, descriptors. */
static int into_background(void)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	pid_t child;

	if (null < 0)
		return -errno;
	child = fork();
	if (child < 0)
		return -errno;
	if (child > 0)
		_exit(0);
	if (setsid() < 0 || chdir("/") < 0)
		return -errno;
	signal(SIGHUP, SIG_IGN);
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		dup2(null, fd);
	return 0;
}

int main(int argc, char **argv)
{
	struct writer writer;
	int error;

	if (argc != 2 && argc != 4) {
		fprintf(stderr, "usage: proctrackext-log FILE [PINS AFTER]\n");
		return 2;
	}
	error = writer_open(&writer, argv[1]);
	if (error == -EWOULDBLOCK || (!error && argc == 2))
		return 0;
	if (!error)
		error = into_background();
	if (error) {
		fprintf(stderr, "%s\n", strerrordesc_np(-error));
		return 1;
	}
	follow(&writer, argv[2], strtoull(argv[3], NULL, 10));
	return 0;
}
