/* SPDX-License-Identifier: GPL-2.0-or-later */
/* options.h: the command line as the jar reads it, with the same refusals. */
#ifndef PROCTRACK_OPTIONS_H
#define PROCTRACK_OPTIONS_H

#include <stdbool.h>

struct option_name {
	char letter;	  /* or 0 */
	const char *name; /* NULL ends a table */
	bool takes_value;
};

#define OPTIONS_MOST 4

/* A table of options, and what was given; all texts are those of argv. */
struct command_line {
	const struct option_name *options;
	const char *usage;
	bool given[OPTIONS_MOST];
	const char *values[OPTIONS_MOST]; /* of the last time that it was given */
	char **arguments;		  /* in the place of the options that were read */
	int count;
};

/* Fails with USAGE; --help ends with it.  Least and most are numbers of arguments. */
void read_options(struct command_line *line, int count, char **words, int least, int most);

/* What is wrong, and the usage; the end. */
_Noreturn void fail_usage(const struct command_line *line, const char *what, const char *word);

#endif
