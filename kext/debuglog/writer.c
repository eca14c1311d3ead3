// SPDX-License-Identifier: GPL-2.0-or-later
/* writer.c: whole lines into a file of root's; a full disk costs lines, which are counted. */
#include "debuglog.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>

enum { TEXT_SIZE = 1 << 16, LINE_MOST = 512 };

/* It may stand in a directory where others write: not through a link, not into what is theirs. */
static int check_file(int fd)
{
	struct stat about;

	if (fstat(fd, &about) < 0)
		return -errno;
	if (!S_ISREG(about.st_mode) || about.st_uid != geteuid() || about.st_nlink != 1)
		return -EPERM;
	return flock(fd, LOCK_EX | LOCK_NB) < 0 ? -errno : 0;
}

int writer_open(struct writer *writer, const char *path)
{
	int error;

	*writer = (struct writer){.text = malloc(TEXT_SIZE)};
	if (!writer->text)
		return -ENOMEM;
	writer->fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC,
			  0600);
	if (writer->fd < 0)
		return -errno;
	error = check_file(writer->fd);
	if (error)
		close(writer->fd);
	return error;
}

static int write_all(int fd, const char *text, size_t length)
{
	while (length > 0) {
		ssize_t written = write(fd, text, length);

		if (written < 0 && errno != EINTR)
			return -errno;
		if (written > 0) {
			text += written;
			length -= (size_t)written;
		}
	}
	return 0;
}

/* Room again: say first what is missing. */
static int write_missed(struct writer *writer)
{
	char line[LINE_MOST];
	int length, error;

	if (!writer->missed)
		return 0;
	length = snprintf(line, sizeof(line), "\n%lu lines could not be written: %s\n",
			  writer->missed, strerrordesc_np(-writer->error));
	error = write_all(writer->fd, line, (size_t)length);
	if (!error)
		writer->missed = 0;
	return error;
}

void writer_flush(struct writer *writer)
{
	int error;

	if (!writer->length)
		return;
	error = write_missed(writer);
	if (!error)
		error = write_all(writer->fd, writer->text, writer->length);
	if (error) {
		writer->error = error;
		writer->missed += writer->lines;
	}
	writer->length = 0;
	writer->lines = 0;
}

void writer_line(struct writer *writer, const char *format, ...)
{
	va_list arguments;
	int length;

	if (writer->length + LINE_MOST > TEXT_SIZE)
		writer_flush(writer);
	va_start(arguments, format);
	length = vsnprintf(writer->text + writer->length, LINE_MOST - 1, format, arguments);
	va_end(arguments);
	if (length < 0)
		return;
	if (length > LINE_MOST - 2)
		length = LINE_MOST - 2;
	writer->length += (size_t)length;
	writer->text[writer->length++] = '\n';
	writer->lines++;
}
