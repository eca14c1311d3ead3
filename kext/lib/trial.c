// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * trial.c: whether this kernel takes the programs that a feature needs, found
 * out by loading a tiny one of each type.  That a function exists says little:
 * the kernel has a list of them for each type of program.
 *
 * The programs are put together here, instruction by instruction.  Compiled
 * ones would each have to be an object of its own, for one that is refused
 * takes the others of its object with it; and libbpf reads the kernel's BTF
 * again for each object, which takes longer than all of these trials together.
 */
#include "code.h"

#include <bpf/btf.h>
#include <stdio.h>

#define LOG_SIZE 16384
#define ITERATOR_BYTES 24 /* struct bpf_iter_task */
#define PIDTYPE_TGID 1
#define TASK_ITER_PROC_THREADS 2

/* A piece of a program; it uses the registers 0 to 6. */
typedef void part(struct code *code);

static void take_lock(struct code *code)
{
	size_t jump;

	code_add(code, BPF_ST | BPF_MEM | BPF_W, BPF_REG_10, 0, -4, 0);
	code_add(code, BPF_LD | BPF_IMM | BPF_DW, BPF_REG_1, BPF_PSEUDO_MAP_FD, 0,
		 code->trials->lock_map);
	code_add(code, 0, 0, 0, 0, 0);
	code_point(code, BPF_REG_2, -4);
	code_helper(code, BPF_FUNC_map_lookup_elem);
	jump = code_unless_null(code);
	code_copy(code, BPF_REG_6, BPF_REG_0);
	code_copy(code, BPF_REG_1, BPF_REG_6);
	code_helper(code, BPF_FUNC_spin_lock);
	code_copy(code, BPF_REG_1, BPF_REG_6);
	code_helper(code, BPF_FUNC_spin_unlock);
	code_land_here(code, jump);
}

static void find(struct code *code, const char *function)
{
	size_t jump;

	code_set(code, BPF_REG_1, 1);
	code_kernel_function(code, function);
	jump = code_unless_null(code);
	code_copy(code, BPF_REG_1, BPF_REG_0);
	code_kernel_function(code, "bpf_task_release");
	code_land_here(code, jump);
}

static void find_by_pid(struct code *code)
{
	find(code, "bpf_task_from_pid");
}

static void find_by_own_pid(struct code *code)
{
	find(code, "bpf_task_from_vpid");
}

static void send_signal(struct code *code)
{
	size_t jump;

	code_set(code, BPF_REG_1, 1);
	code_kernel_function(code, "bpf_task_from_pid");
	jump = code_unless_null(code);
	code_copy(code, BPF_REG_6, BPF_REG_0);
	code_copy(code, BPF_REG_1, BPF_REG_6);
	code_set(code, BPF_REG_2, 0);
	code_set(code, BPF_REG_3, PIDTYPE_TGID);
	code_set(code, BPF_REG_4, 0);
	code_kernel_function(code, "bpf_send_signal_task");
	code_copy(code, BPF_REG_1, BPF_REG_6);
	code_kernel_function(code, "bpf_task_release");
	code_land_here(code, jump);
}

static void walk_threads(struct code *code)
{
	size_t over, held;

	code_kernel_function(code, "bpf_rcu_read_lock");
	code_helper(code, BPF_FUNC_get_current_task_btf);
	code_copy(code, BPF_REG_2, BPF_REG_0);
	code_point(code, BPF_REG_1, -ITERATOR_BYTES);
	code_set(code, BPF_REG_3, TASK_ITER_PROC_THREADS);
	code_kernel_function(code, "bpf_iter_task_new");
	code_point(code, BPF_REG_1, -ITERATOR_BYTES);
	code_kernel_function(code, "bpf_iter_task_next");
	over = code_unless_null(code);
	code_copy(code, BPF_REG_1, BPF_REG_0);
	code_kernel_function(code, "bpf_task_acquire");
	held = code_unless_null(code);
	code_copy(code, BPF_REG_1, BPF_REG_0);
	code_kernel_function(code, "bpf_task_release");
	code_land_here(code, held);
	code_land_here(code, over);
	code_point(code, BPF_REG_1, -ITERATOR_BYTES);
	code_kernel_function(code, "bpf_iter_task_destroy");
	code_kernel_function(code, "bpf_rcu_read_unlock");
}

/* The pid in the second namespace, behind the only one that the array had before Linux 6.5. */
static void read_pids(struct code *code)
{
	int pid = code_place(code, "task_struct", "thread_pid");
	int numbers = code_place(code, "pid", "numbers");
	int size = code_place(code, "upid", "ns") + (int)sizeof(uint64_t);

	code_helper(code, BPF_FUNC_get_current_task_btf);
	code_add(code, BPF_LDX | BPF_MEM | BPF_DW, BPF_REG_1, BPF_REG_0, (int16_t)pid, 0);
	code_add(code, BPF_LDX | BPF_MEM | BPF_W, BPF_REG_2, BPF_REG_1, (int16_t)(numbers + size),
		 0);
}

static void set_result(struct code *code)
{
	code_set(code, BPF_REG_1, 0);
	code_helper(code, BPF_FUNC_set_retval);
}

#define SYSCALL .type = BPF_PROG_TYPE_SYSCALL, .flags = BPF_F_SLEEPABLE
#define TRACING .type = BPF_PROG_TYPE_TRACING, .attach = BPF_TRACE_RAW_TP
#define GETSOCKOPT .type = BPF_PROG_TYPE_CGROUP_SOCKOPT, .attach = BPF_CGROUP_GETSOCKOPT
#define SETSOCKOPT .type = BPF_PROG_TYPE_CGROUP_SOCKOPT, .attach = BPF_CGROUP_SETSOCKOPT

/* Each feature in each type of program that uses it. */
static const struct trial {
	uint32_t feature;
	uint32_t needs; /* without these nobody uses it there */
	enum bpf_prog_type type;
	enum bpf_attach_type attach;
	uint32_t flags;
	part *parts[4];
} table[] = {
	/* root's entry point that sleeps also looks for the target of a registration itself */
	{PT_FEATURE_SLEEPABLE_LOCK, 0, SYSCALL, .parts = {take_lock}},
	{PT_FEATURE_SLEEPABLE_LOCK, 0, SYSCALL, .parts = {find_by_pid}},
	{PT_FEATURE_TASK_FROM_PID, 0, TRACING, .parts = {find_by_pid}},
	{PT_FEATURE_SIGNAL_TASK, 0, TRACING, .parts = {send_signal}},
	{PT_FEATURE_SIGNAL_TASK, PT_FEATURE_SLEEPABLE_LOCK, SYSCALL, .parts = {send_signal}},
	{PT_FEATURE_TASK_ITER, 0, TRACING, .parts = {walk_threads}},
	{PT_FEATURE_TASK_ITER, PT_FEATURE_SLEEPABLE_LOCK, SYSCALL, .parts = {walk_threads}},
	{PT_FEATURE_CALLS, 0, GETSOCKOPT, .parts = {take_lock}},
	{PT_FEATURE_CALLS, 0, SETSOCKOPT, .parts = {take_lock, set_result}},
	{PT_FEATURE_CALL_TASKS, 0, GETSOCKOPT, .parts = {find_by_pid, find_by_own_pid, read_pids}},
	{PT_FEATURE_CALL_TASKS, 0, SETSOCKOPT,
	 .parts = {find_by_own_pid, send_signal, walk_threads, read_pids}},
};

static int load(const struct trial *trial, const struct code *code, char *log, uint32_t log_size)
{
	LIBBPF_OPTS(bpf_prog_load_opts, options, .expected_attach_type = trial->attach,
		    .prog_flags = trial->flags, .log_level = log_size ? 1 : 0, .log_buf = log,
		    .log_size = log_size);
	int fd;

	if (trial->type == BPF_PROG_TYPE_TRACING)
		options.attach_btf_id = (uint32_t)code_type(
			code->trials, "btf_trace_sched_process_fork", BTF_KIND_TYPEDEF);
	fd = bpf_prog_load(trial->type, "pt_trial", "GPL", code->at, code->count, &options);
	if (fd < 0)
		return -errno;
	close(fd);
	return 0;
}

static void explain(const struct trial *trial, const struct code *code, char reason[PT_REASON_SIZE])
{
	char log[LOG_SIZE] = "";
	int error = load(trial, code, log, sizeof(log));

	log_reason(log, error, reason);
}

static int try(struct trials *trials, const struct trial *trial, char reason[PT_REASON_SIZE])
{
	struct code code = {.trials = trials};
	int error;

	for (size_t i = 0; i < sizeof(trial->parts) / sizeof(trial->parts[0]); i++)
		if (trial->parts[i])
			trial->parts[i](&code);
	code_set(&code, BPF_REG_0, 0);
	code_add(&code, BPF_JMP | BPF_EXIT, 0, 0, 0, 0);
	if (code.missing) {
		snprintf(reason, PT_REASON_SIZE, "kernel has no function %s", code.missing);
		return -ENOENT;
	}
	error = load(trial, &code, NULL, 0);
	if (error)
		explain(trial, &code, reason);
	return error;
}

/* A map of one value with a lock in it, which has to be described; -errno. */
static int lock_map(void)
{
	struct btf *btf = btf__new_empty();
	LIBBPF_OPTS(bpf_map_create_opts, options);
	int number, lock, value, error, fd;

	if (!btf)
		return -errno;
	number = btf__add_int(btf, "int", 4, 0);
	lock = btf__add_struct(btf, "bpf_spin_lock", 4);
	btf__add_field(btf, "val", number, 0, 0);
	value = btf__add_struct(btf, "trial", 4);
	btf__add_field(btf, "lock", lock, 0, 0);
	error = btf__load_into_kernel(btf);
	options.btf_fd = (uint32_t)btf__fd(btf);
	options.btf_key_type_id = (uint32_t)number;
	options.btf_value_type_id = (uint32_t)value;
	fd = error ? error : bpf_map_create(BPF_MAP_TYPE_ARRAY, "pt_trial", 4, 4, 1, &options);
	btf__free(btf);
	return fd;
}

int trials_begin(struct trials *trials, const struct btf *kernel)
{
	*trials = (struct trials){.kernel = kernel, .lock_map = lock_map()};
	return trials->lock_map < 0 ? trials->lock_map : 0;
}

/* Says nothing of the kernel: the same trial may pass the next time. */
static bool is_passing(int error)
{
	return error == -ENOMEM || error == -EMFILE || error == -ENFILE || error == -EAGAIN ||
	       error == -EINTR;
}

void trials_run(struct trials *trials, struct features *features)
{
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		uint32_t on = table[i].feature | table[i].needs;
		char reason[PT_REASON_SIZE];
		int error;

		if ((features->on & on) != on)
			continue;
		error = try(trials, &table[i], reason);
		if (error)
			features_refuse(features, table[i].feature, reason);
		features->uncertain |= is_passing(error);
	}
}

void trials_end(struct trials *trials)
{
	close(trials->lock_map);
}
