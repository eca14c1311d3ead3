// SPDX-License-Identifier: Apache-2.0
// Time a request, through the library and through an entry point that is kept open; see
// entry_point.h.
#include "entry_point.h"

#include <bpf/bpf.h>
#include <stdio.h>
#include <unistd.h>

static int open_pin(const char *pins, const char *name)
{
	char path[256];
	int fd;

	snprintf(path, sizeof(path), "%s/%s", pins, name);
	fd = bpf_obj_get(path);
	if (fd < 0)
		die(path, 0);
	return fd;
}

void entry_point_open(struct entry_point *d, const char *pins)
{
	d->pins = pins;
	d->call = open_pin(pins, PT_PIN_CALL);
	d->page = open_pin(pins, PT_PIN_PAGE);
}

void entry_point_close(struct entry_point *d)
{
	close(d->call);
	close(d->page);
}

static void prepare(struct pt_page *page, int ask)
{
	page->head = (struct pt_request){.op = PT_OP_LIST, .job = JOB};
	if (ask != ASK_LIST) {
		page->head.op = PT_OP_SIGNAL;
		page->head.signal.number = ask;
	}
}

double time_library(const struct entry_point *d, int ask, int block)
{
	double begin = now_us();

	for (int i = 0; i < block; i++) {
		struct pt_page page;
		int error;

		prepare(&page, ask);
		error = ask == ASK_LIST ? proctrackext_page(d->pins, &page)
					: proctrackext_call(d->pins, &page.head);
		if (error)
			die("call", error);
	}
	return (now_us() - begin) / block;
}

double time_entry_point(const struct entry_point *d, int ask, int block)
{
	double begin = now_us();

	for (int i = 0; i < block; i++) {
		struct pt_page page;
		LIBBPF_OPTS(bpf_test_run_opts, options, .ctx_in = &page,
			    .ctx_size_in = ask == ASK_LIST ? sizeof(page) : sizeof(page.head));

		prepare(&page, ask);
		if (bpf_prog_test_run_opts(ask == ASK_LIST ? d->page : d->call, &options) < 0)
			die("run", 0);
		if (page.head.error)
			die("run", page.head.error);
	}
	return (now_us() - begin) / block;
}
