// SPDX-License-Identifier: GPL-2.0-or-later
/* log.c: what libbpf prints goes into the buffer of the caller whose thread it is. */
#include "internal.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>

static _Thread_local char *buffer;
static _Thread_local size_t space;

static void append(const char *format, va_list arguments)
{
	int length;

	if (!buffer || space <= 1)
		return;
	length = vsnprintf(buffer, space, format, arguments);
	if (length < 0)
		return;
	if ((size_t)length >= space)
		length = (int)space - 1;
	buffer += length;
	space -= (size_t)length;
}

static int collect(enum libbpf_print_level level, const char *format, va_list arguments)
{
	if (level == LIBBPF_WARN)
		append(format, arguments);
	return 0;
}

static void install(void)
{
	libbpf_set_print(collect);
}

void log_begin(char *log, size_t size)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, install);
	buffer = log;
	space = log ? size : 0;
	if (space)
		*buffer = '\0';
}

void log_add(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	append(format, arguments);
	va_end(arguments);
}

/* The kernel ends a log with figures of its work; what it says before that is why. */
static bool is_figures(const char *line)
{
	return !*line || strncmp(line, "processed ", 10) == 0 ||
	       strncmp(line, "verification time ", 18) == 0 ||
	       strncmp(line, "stack depth ", 12) == 0;
}

void log_reason(const char *log, int error, char reason[PT_REASON_SIZE])
{
	const char *line = log, *end;

	snprintf(reason, PT_REASON_SIZE, "%s", strerrordesc_np(-error));
	for (; *line; line = *end ? end + 1 : end) {
		end = strchrnul(line, '\n');
		if (end > line && !is_figures(line))
			snprintf(reason, PT_REASON_SIZE, "%.*s", (int)(end - line), line);
	}
}

void log_end(void)
{
	buffer = NULL;
	space = 0;
}
