// SPDX-License-Identifier: GPL-2.0-or-later
#include "durations.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tool.h"

#define SECOND INT64_C(1000) /* ms */
#define MINUTE (60 * SECOND)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)
#define MOST (365 * DAY) /* longer than any job */

static int64_t unit_ms(const char *unit)
{
	static const struct {
		const char *name;
		int64_t ms;
	} units[] = {{"ms", 1}, {"s", SECOND}, {"m", MINUTE}, {"h", HOUR}};

	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++)
		if (strcmp(unit, units[i].name) == 0)
			return units[i].ms;
	return 0;
}

int64_t duration_ms(const char *what, const char *text, int least)
{
	size_t digits = strspn(text, "0123456789");
	int64_t unit = digits ? unit_ms(text + digits) : 0;
	long long count;

	if (!unit)
		fail(USAGE, "%s \"%s\" is not a duration: use for example 500ms, 10s, 2m or 1h",
		     what, text);
	errno = 0;
	count = strtoll(text, NULL, 10);
	if (errno || count > MOST / unit || count * unit < least)
		fail(REFUSED, "%s %s is out of range: must be %dms to %" PRId64 "h", what, text,
		     least, MOST / HOUR);
	return count * unit;
}

const char *duration_text(int64_t ms, char text[DURATION_TEXT_SIZE])
{
	int whole = ms % SECOND == 0;

	snprintf(text, DURATION_TEXT_SIZE, "%" PRId64 "%s", whole ? ms / SECOND : ms,
		 whole ? "s" : "ms");
	return text;
}

static const char *two(char text[DURATION_TEXT_SIZE], int64_t ms, int64_t large, char large_name,
		       int64_t small, char small_name)
{
	snprintf(text, DURATION_TEXT_SIZE, "%" PRId64 "%c%02" PRId64 "%c", ms / large, large_name,
		 ms % large / small, small_name);
	return text;
}

const char *seconds_text(int64_t ms, char text[DURATION_TEXT_SIZE])
{
	if (ms >= DAY)
		return two(text, ms, DAY, 'd', HOUR, 'h');
	if (ms >= HOUR)
		return two(text, ms, HOUR, 'h', MINUTE, 'm');
	if (ms >= MINUTE)
		return two(text, ms, MINUTE, 'm', SECOND, 's');
	snprintf(text, DURATION_TEXT_SIZE, "%" PRId64 "s", ms / SECOND);
	return text;
}
