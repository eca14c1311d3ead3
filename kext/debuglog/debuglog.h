/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * debuglog.h: proctrackext-log writes the extension's trace into a file for as
 * long as the trace is on.  The kernel keeps the events, so nobody waits for
 * it; what it is too slow for, or has no room for, it says in the file.
 */
#ifndef PROCTRACKEXT_DEBUGLOG_H
#define PROCTRACKEXT_DEBUGLOG_H

#include "../lib/common.h"

struct writer {
	int fd;
	int error;	      /* of the last write, 0 = it went well */
	unsigned long missed; /* lines that could not be written */
	char *text;	      /* lines that are gathered for one write */
	size_t length;
	unsigned long lines; /* in text */
};

/* writer.c: 0 or -errno; -EWOULDBLOCK: another one writes this file already */
int writer_open(struct writer *writer, const char *path);
void writer_line(struct writer *writer, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void writer_flush(struct writer *writer);

/* lines.c: what stands in the file */
void line_event(struct writer *writer, const struct pt_event *event);
void line_lost(struct writer *writer, uint64_t count);
void line_now(struct writer *writer, const char *what);
void lines_dump(struct writer *writer, const char *pins);

#endif
