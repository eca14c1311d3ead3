// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * static.c: what it takes to link Debian's libelf.a and libbpf.a, which are
 * built for programs, into a shared library.  libelf's elf_error.o keeps a
 * thread variable in a way that only a program can; the three functions here
 * take its place (we report our own errors, so the texts are not needed).
 * libbpf's stderr is renamed by the Makefile to the variable here; nothing is
 * printed to it, for log.c takes all messages.
 */
#include "internal.h"

#include <stdio.h>
#include <libelf.h>

void __libelf_seterrno(int value);

FILE *proctrackext_stderr;

__attribute__((constructor)) static void set_stderr(void)
{
	proctrackext_stderr = stderr;
}

static _Thread_local int last_error;

void __libelf_seterrno(int value)
{
	last_error = value;
}

int elf_errno(void)
{
	int error = last_error;

	last_error = 0;
	return error;
}

const char *elf_errmsg(int error)
{
	return error || last_error ? "not a valid ELF file" : NULL;
}
