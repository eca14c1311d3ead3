// SPDX-License-Identifier: GPL-2.0-or-later
#include "signals.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "tool.h"

#define FIRST_REAL_TIME 34 /* glibc keeps 32 and 33 for itself */
#define LAST 64
#define COUNT(list) (int)(sizeof(list) / sizeof(*(list)))
#define BLANKS " \t\n\v\f\r\x1c\x1d\x1e\x1f"

/* in order, from 1 */
static const char *const names[] = {
	"HUP",	"INT",	"QUIT", "ILL",	  "TRAP",   "ABRT",  "BUS",  "FPE",  "KILL", "USR1", "SEGV",
	"USR2", "PIPE", "ALRM", "TERM",	  "STKFLT", "CHLD",  "CONT", "STOP", "TSTP", "TTIN", "TTOU",
	"URG",	"XCPU", "XFSZ", "VTALRM", "PROF",   "WINCH", "IO",   "PWR",  "SYS",
};

static const struct {
	const char *name;
	int number;
} others[] = {
	{"IOT", 6}, {"CLD", 17}, {"POLL", 29}, {"RTMIN", FIRST_REAL_TIME}, {"RTMAX", LAST},
};

static int in_range(long number, const char *text)
{
	if (number < 1 || number > LAST)
		fail(REFUSED,
		     "signal %s is out of range: use a number from 1 to 64, or a name such as "
		     "TERM",
		     text);
	return (int)number;
}

static _Noreturn void fail_unknown(const char *text)
{
	fail(USAGE,
	     "no signal \"%s\": give a name such as TERM, KILL or RTMIN+1, or a number from 1 to "
	     "64",
	     text);
}

static int number(const char *digits, const char *text)
{
	const char *zero = text + (text[0] == '-');

	if (*zero && !zero[strspn(zero, "0")])
		fail(REFUSED, "signal 0 sends nothing: use --dry-run to see which processes would "
			      "be signalled");
	return in_range(strtol(digits, NULL, 10), text);
}

/* RTMIN+n or RTMAX-n, n of one or two digits. */
static int real_time(const char *bare, const char *text)
{
	const char *digits = bare + strlen("RTMIN+");
	int up = strncasecmp(bare, "RTMIN+", 6) == 0, signal;

	if ((!up && strncasecmp(bare, "RTMAX-", 6) != 0) || !*digits || strlen(digits) > 2 ||
	    digits[strspn(digits, "0123456789")])
		fail_unknown(text);
	signal = up ? FIRST_REAL_TIME + atoi(digits) : LAST - atoi(digits);
	return in_range(signal < FIRST_REAL_TIME ? -1 : signal, text);
}

/* Without the blanks around it, in room of the caller; what does not fit is no signal. */
static void strip(const char *text, char *room, size_t size)
{
	size_t length;

	text += strspn(text, BLANKS);
	for (length = strlen(text); length && strchr(BLANKS, text[length - 1]);)
		length--;
	snprintf(room, size, "%.*s", (int)length, text);
}

int signal_number(const char *text)
{
	char name[64];
	const char *bare = name, *digits;

	strip(text, name, sizeof(name));
	digits = name + (name[0] == '+' || name[0] == '-');
	if (*digits && !digits[strspn(digits, "0123456789")])
		return number(name, text);
	if (strncasecmp(name, "SIG", 3) == 0)
		bare += 3;
	for (int i = 0; i < COUNT(names); i++)
		if (strcasecmp(bare, names[i]) == 0)
			return i + 1;
	for (int i = 0; i < COUNT(others); i++)
		if (strcasecmp(bare, others[i].name) == 0)
			return others[i].number;
	return real_time(bare, text);
}

const char *signal_name(int signal, char text[SIGNAL_NAME_SIZE])
{
	if (signal >= 1 && signal <= COUNT(names))
		snprintf(text, SIGNAL_NAME_SIZE, "SIG%s", names[signal - 1]);
	else if (signal < FIRST_REAL_TIME || signal > LAST)
		snprintf(text, SIGNAL_NAME_SIZE, "%d", signal);
	else if (signal == LAST || signal == FIRST_REAL_TIME)
		snprintf(text, SIGNAL_NAME_SIZE, "SIGRTM%s", signal == LAST ? "AX" : "IN");
	else
		snprintf(text, SIGNAL_NAME_SIZE, "SIGRTMIN+%d", signal - FIRST_REAL_TIME);
	return text;
}
