// SPDX-License-Identifier: Apache-2.0
// The hooks of an extension and empty programs on the same tracepoints; see hook-programs.h.
#include "hook-programs.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench.h"

const char *const hook_names[HOOKS] = {"fork", "exit", "free", "wake"};
const char *const place_names[PLACES] = {"in no job", "in a job"};

static const char *const pins[] = {"proctrack_fork", "proctrack_exit", "proctrack_free",
				   "proctrack_wake"};
static const char *const empties[] = {"empty_fork", "empty_exit", "empty_free", "empty_wake"};

struct figures figures_of(int program)
{
	struct bpf_prog_info info = {0};
	unsigned length = sizeof(info);

	if (bpf_obj_get_info_by_fd(program, &info, &length) < 0)
		die("program", 0);
	return (struct figures){info.run_time_ns, info.run_cnt};
}

double cost_since(int program, struct figures before)
{
	struct figures after = figures_of(program);

	return (double)(after.ns - before.ns) / (after.runs - before.runs);
}

struct bpf_object *attach_empty(int programs[HOOKS])
{
	struct bpf_object *object = bpf_object__open_file("build/empty.bpf.o", NULL);

	if (!object || bpf_object__load(object) < 0)
		die("empty program", 0);
	for (int hook = 0; hook < HOOKS; hook++) {
		struct bpf_program *program =
			bpf_object__find_program_by_name(object, empties[hook]);

		if (!program || !bpf_program__attach(program))
			die(empties[hook], 0);
		programs[hook] = bpf_program__fd(program);
	}
	return object;
}

int hook_program(const char *directory, enum hook hook)
{
	struct bpf_link_info info = {0};
	unsigned length = sizeof(info);
	char path[256];
	int link, program;

	snprintf(path, sizeof(path), "%s/%s", directory, pins[hook]);
	link = bpf_obj_get(path);
	if (link < 0 || bpf_obj_get_info_by_fd(link, &info, &length) < 0)
		die(path, 0);
	program = bpf_prog_get_fd_by_id(info.prog_id);
	if (program < 0)
		die(path, 0);
	close(link);
	return program;
}

static _Noreturn void forker(int gate, int forks)
{
	char byte;

	alarm(DEAD_MAN_SECONDS);
	if (read(gate, &byte, 1) != 1)
		_exit(1);
	for (int i = 0; i < forks; i++) {
		pid_t pid = fork();

		if (pid < 0)
			_exit(1);
		if (pid == 0) {
			alarm(DEAD_MAN_SECONDS);
			_exit(0);
		}
		waitpid(pid, NULL, 0);
	}
	_exit(0);
}

void fork_block(int forks, enter_job *enter)
{
	int gate[2], status;
	pid_t pid;

	if (pipe(gate) < 0)
		die("pipe", 0);
	pid = fork();
	if (pid < 0)
		die("fork", 0);
	if (pid == 0) {
		close(gate[1]);
		forker(gate[0], forks);
	}
	close(gate[0]);
	if (enter)
		enter(pid);
	if (write(gate[1], "g", 1) != 1)
		die("gate", 0);
	close(gate[1]);
	waitpid(pid, &status, 0);
	if (status)
		die("forker", -ECHILD);
}
