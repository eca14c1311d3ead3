// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * options.c: options before, between and behind the arguments, in all forms that the jar's parser
 * takes: -s TERM, -sTERM, -s=TERM, --signal TERM, --signal=TERM and -signal with each of these.
 */
#include "options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tool.h"

#define NONE (-1)

struct reader {
	struct command_line *line;
	int waiting; /* option whose value is the next word, or NONE */
	bool separated;
	int twice; /* the first option that was given again, or NONE */
};

_Noreturn void fail_usage(const struct command_line *line, const char *what, const char *word)
{
	fail(USAGE, "%s%s; usage: %s", what, word, line->usage);
}

static int by_letter(const struct command_line *line, char letter)
{
	for (int i = 0; line->options[i].name; i++)
		if (letter && line->options[i].letter == letter)
			return i;
	return NONE;
}

static int by_name(const struct command_line *line, const char *name, size_t length)
{
	for (int i = 0; line->options[i].name; i++)
		if (strlen(line->options[i].name) == length &&
		    strncmp(line->options[i].name, name, length) == 0)
			return i;
	return NONE;
}

/* The option with the longest name that the word begins with. */
static int by_prefix(const struct command_line *line, const char *word)
{
	for (size_t length = strlen(word); length-- > 2;)
		if (by_name(line, word, length) != NONE)
			return by_name(line, word, length);
	return NONE;
}

/* How a message names an option. */
static const char *called(const struct command_line *line, int option, char text[32], bool dashes)
{
	const struct option_name *it = &line->options[option];

	if (it->letter)
		snprintf(text, 32, "%s%c", dashes ? "-" : "", it->letter);
	else
		snprintf(text, 32, "%s%s", dashes ? "--" : "", it->name);
	return text;
}

static void need_no_value(const struct reader *reader)
{
	char text[32];

	if (reader->waiting != NONE)
		fail_usage(reader->line, "missing argument for option: ",
			   called(reader->line, reader->waiting, text, false));
}

static void take(struct reader *reader, int option, const char *value)
{
	struct command_line *line = reader->line;

	need_no_value(reader);
	if (line->given[option] && reader->twice == NONE)
		reader->twice = option;
	line->given[option] = true;
	line->values[option] = value;
	if (line->options[option].takes_value && !value)
		reader->waiting = option;
}

/* By its name, with one dash or two; false: there is none. */
static bool take_name(struct reader *reader, const char *name)
{
	size_t length = strcspn(name, "=");
	int option = by_name(reader->line, name, length);

	if (option == NONE || (name[length] && !reader->line->options[option].takes_value))
		return false;
	take(reader, option, name[length] ? name + length + 1 : NULL);
	return true;
}

/* -s, -s=TERM, -sTERM */
static bool take_letter(struct reader *reader, const char *letters)
{
	int option = by_letter(reader->line, letters[0]);

	if (option == NONE || (letters[1] && !reader->line->options[option].takes_value))
		return false;
	take(reader, option, letters[1] ? letters + 1 + (letters[1] == '=') : NULL);
	return true;
}

/* -grace5s */
static bool take_prefix(struct reader *reader, const char *word)
{
	int option = strchr(word, '=') ? NONE : by_prefix(reader->line, word);

	if (option == NONE || !reader->line->options[option].takes_value)
		return false;
	take(reader, option, word + strlen(reader->line->options[option].name));
	return true;
}

static bool is_number(const char *word)
{
	const char *digits = word + (word[0] == '-');

	return *digits && !digits[strspn(digits, "0123456789")];
}

/* What cannot be the value of the option before it. */
static bool is_option(const struct command_line *line, const char *word)
{
	const char *name = word + strspn(word, "-");

	if (word[0] != '-' || !word[1] || is_number(word))
		return false;
	if (by_name(line, name, strcspn(name, "=")) != NONE)
		return true;
	return word[1] != '-' &&
	       (by_letter(line, word[1]) != NONE || by_prefix(line, name) != NONE);
}

static void read_word(struct reader *reader, char *word)
{
	struct command_line *line = reader->line;

	if (!reader->separated && strcmp(word, "--") == 0) {
		reader->separated = true;
		return;
	}
	if (!reader->separated && reader->waiting != NONE && !is_option(line, word)) {
		line->values[reader->waiting] = word;
		reader->waiting = NONE;
		return;
	}
	if (!reader->separated && word[0] == '-' && word[1]) {
		bool two = word[1] == '-';

		if (take_name(reader, word + 1 + two))
			return;
		if (!two && (take_prefix(reader, word + 1) || take_letter(reader, word + 1)))
			return;
	}
	line->arguments[line->count++] = word;
}

/* Unless all arguments stand behind "--", one with a dash is an option that we do not know. */
static void check(const struct reader *reader, bool all_behind, int least, int most)
{
	const struct command_line *line = reader->line;
	char text[32];
	int help = by_name(line, "help", strlen("help"));

	if (help != NONE && line->given[help]) {
		printf("usage: %s\n", line->usage);
		exit(printed());
	}
	if (reader->twice != NONE)
		fail(USAGE, "%s is given twice; usage: %s", called(line, reader->twice, text, true),
		     line->usage);
	for (int i = 0; i < line->count && !all_behind; i++)
		if (line->arguments[i][0] == '-' && !is_number(line->arguments[i]))
			fail_usage(line, "unknown option ", line->arguments[i]);
	if (line->count < least || line->count > most)
		fail_usage(line, line->count ? "wrong number of arguments" : "missing arguments",
			   "");
}

void read_options(struct command_line *line, int count, char **words, int least, int most)
{
	struct reader reader = {.line = line, .waiting = NONE, .twice = NONE};
	bool all_behind = false;

	line->arguments = words; /* never ahead of the word that is read */
	for (int i = 0; i < count; i++) {
		bool before = reader.separated;

		read_word(&reader, words[i]);
		if (!before && reader.separated)
			all_behind = line->count == 0;
	}
	need_no_value(&reader);
	check(&reader, all_behind, least, most);
}
