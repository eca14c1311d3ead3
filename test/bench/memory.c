// SPDX-License-Identifier: Apache-2.0
// Kernel memory for each unit of -n: what the kernel accounts to all maps that the extension's
// programs use, at three capacities.
#include "bench.h"

#include <bpf/bpf.h>
#include <dirent.h>
#include <errno.h>
#include <linux/bpf.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { MOST_MAPS = 64, SIZES = 3 };

static const uint32_t capacities[SIZES] = {2048, 65536, 1000000};

struct maps {
	uint32_t ids[MOST_MAPS];
	int count;
};

struct amount {
	double maps, programs;
};

/* The kernel's own account of a map or a program. */
static double memlock_of(int fd)
{
	char path[64], line[256];
	unsigned long long bytes = 0;
	FILE *info;

	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", fd);
	info = fopen(path, "re");
	if (!info)
		die(path, 0);
	while (fgets(line, sizeof(line), info))
		if (sscanf(line, "memlock: %llu", &bytes) == 1)
			break;
	fclose(info);
	return bytes;
}

static void add_map(struct amount *amount, struct maps *maps, int map)
{
	struct bpf_map_info info = {0};
	unsigned length = sizeof(info);

	if (bpf_obj_get_info_by_fd(map, &info, &length) < 0)
		die("map", 0);
	for (int i = 0; i < maps->count; i++)
		if (maps->ids[i] == info.id)
			return;
	if (maps->count == MOST_MAPS)
		die("maps", -E2BIG);
	maps->ids[maps->count++] = info.id;
	amount->maps += memlock_of(map);
}

/* A program's own memory, and its maps, the unpinned ones too. */
static void add_program(struct amount *amount, struct maps *maps, int program)
{
	uint32_t ids[MOST_MAPS];
	struct bpf_prog_info info = {.nr_map_ids = MOST_MAPS, .map_ids = (uintptr_t)ids};
	unsigned length = sizeof(info);

	if (program < 0 || bpf_obj_get_info_by_fd(program, &info, &length) < 0)
		die("program", 0);
	amount->programs += memlock_of(program);
	for (uint32_t i = 0; i < info.nr_map_ids; i++) {
		int map = bpf_map_get_fd_by_id(ids[i]);

		if (map < 0)
			die("map", 0);
		add_map(amount, maps, map);
		close(map);
	}
}

static void add_link(struct amount *amount, struct maps *maps, int link)
{
	struct bpf_link_info info = {0};
	unsigned length = sizeof(info);
	int program;

	if (bpf_obj_get_info_by_fd(link, &info, &length) < 0)
		die("link", 0);
	program = bpf_prog_get_fd_by_id(info.prog_id);
	add_program(amount, maps, program);
	close(program);
}

static void add_pin(struct amount *amount, struct maps *maps, const char *name)
{
	char path[512], of_fd[64], kind[64] = "";
	int fd;

	snprintf(path, sizeof(path), "%s/%s", BENCH_PINS, name);
	fd = bpf_obj_get(path);
	snprintf(of_fd, sizeof(of_fd), "/proc/self/fd/%d", fd);
	if (fd < 0 || readlink(of_fd, kind, sizeof(kind) - 1) < 0)
		die(path, 0);
	if (strstr(kind, "prog"))
		add_program(amount, maps, fd);
	else if (strstr(kind, "map"))
		add_map(amount, maps, fd);
	else
		add_link(amount, maps, fd);
	close(fd);
}

static struct amount amount_at(uint32_t capacity)
{
	struct amount amount = {0};
	struct maps maps = {.count = 0};
	struct dirent *entry;
	DIR *pins;

	load(BENCH_PINS, capacity);
	pins = opendir(BENCH_PINS);
	if (!pins)
		die(BENCH_PINS, 0);
	while ((entry = readdir(pins)))
		if (entry->d_name[0] != '.')
			add_pin(&amount, &maps, entry->d_name);
	closedir(pins);
	unload(BENCH_PINS);
	return amount;
}

static void run(void)
{
	struct amount amounts[SIZES];
	double slope;

	for (int i = 0; i < SIZES; i++)
		amounts[i] = amount_at(capacities[i]);
	printf("\n%-24s %14s %14s %12s\n", "memory: n", "maps, bytes", "programs", "maps / n");
	for (int i = 0; i < SIZES; i++)
		printf("  %-22u %14.0f %14.0f %12.1f\n", capacities[i], amounts[i].maps,
		       amounts[i].programs, amounts[i].maps / capacities[i]);
	for (int i = 1; i < SIZES; i++) {
		char line[64];

		slope = (amounts[i].maps - amounts[i - 1].maps) /
			(capacities[i] - capacities[i - 1]);
		snprintf(line, sizeof(line), "bytes a unit, %u to %u", capacities[i - 1],
			 capacities[i]);
		print_limit(line, slope, 128);
	}
	slope = (amounts[2].maps - amounts[0].maps) / (capacities[2] - capacities[0]);
	printf("  fixed part: %.0f bytes of maps, %.0f bytes of programs\n",
	       amounts[0].maps - slope * capacities[0], amounts[0].programs);
}

int main(void)
{
	return bench_main(run, 60);
}
