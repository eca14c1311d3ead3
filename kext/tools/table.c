// SPDX-License-Identifier: GPL-2.0-or-later
/* table.c: columns of equal width; one of numbers stands to the right, the last one is free. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "members.h"

#define NS_PER_S INT64_C(1000000000)
#define CELL_SIZE 32
#define UNKNOWN "-"

enum { JOB, PID, PPID, UID, STATE, START, COLUMNS };

static const char *const headers[COLUMNS] = {"JOB", "PID", "PPID", "UID", "STATE", "START"};

struct table {
	int widths[COLUMNS];
	bool words[COLUMNS];
	int64_t boot_time; /* since the epoch, ns; one reading, so that times stay the same */
};

/* Local time as 2026-01-31T12:00:00. */
static void start_text(char cell[CELL_SIZE], const struct table *table, uint64_t start)
{
	time_t second = (time_t)((table->boot_time + (int64_t)start) / NS_PER_S);
	struct tm local;

	if (!start || second <= 0 || !localtime_r(&second, &local) ||
	    !strftime(cell, CELL_SIZE, "%Y-%m-%dT%H:%M:%S", &local))
		strcpy(cell, UNKNOWN);
}

static void cell_of(char cell[CELL_SIZE], const struct table *table, const struct member *member,
		    int column)
{
	const uint32_t numbers[] = {member->job, member->pid, member->parent, member->uid};

	if (column == START)
		start_text(cell, table, member->start);
	else if (column == STATE)
		snprintf(cell, CELL_SIZE, "%c", member->state);
	else if (column > PID && !member->known)
		strcpy(cell, UNKNOWN);
	else
		snprintf(cell, CELL_SIZE, "%u", numbers[column]);
}

static void widen(struct table *table, int column, const char *cell)
{
	int width = (int)strlen(cell);

	if (width > table->widths[column])
		table->widths[column] = width;
}

static void measure(struct table *table, const struct members *members)
{
	char cell[CELL_SIZE];

	for (int column = 0; column < COLUMNS; column++) {
		widen(table, column, headers[column]);
		for (int i = 0; i < members->count; i++) {
			cell_of(cell, table, &members->all[i], column);
			widen(table, column, cell);
			table->words[column] |= cell[strspn(cell, "0123456789")] != '\0';
		}
	}
}

static void print_cell(const struct table *table, int column, const char *cell)
{
	int width = table->widths[column];

	printf("%*s  ", table->words[column] ? -width : width, cell);
}

void print_table(const struct members *members)
{
	struct table table = {.boot_time = proctrackext_boot_time()};
	char cell[CELL_SIZE], command[SAFE_SIZE];

	measure(&table, members);
	for (int column = 0; column < COLUMNS; column++)
		print_cell(&table, column, headers[column]);
	puts("COMMAND");
	for (int i = 0; i < members->count; i++) {
		for (int column = 0; column < COLUMNS; column++) {
			cell_of(cell, &table, &members->all[i], column);
			print_cell(&table, column, cell);
		}
		puts(safe_text(members->all[i].known ? members->all[i].command : UNKNOWN, command));
	}
}

const char *safe_text(const char *name, char *text)
{
	char *end = text;

	for (; *name; name++) {
		if (*name == '\\' || *name == '\n' || *name == '\t' || *name == '\r')
			end += sprintf(end, "\\%c",
				       *name == '\\'   ? '\\'
				       : *name == '\n' ? 'n'
				       : *name == '\t' ? 't'
						       : 'r');
		else if (*name >= ' ' && *name <= '~')
			*end++ = *name;
		else
			end += sprintf(end, "\\x%02x", (unsigned char)*name);
	}
	*end = '\0';
	return text;
}
