// SPDX-License-Identifier: Apache-2.0
// Who holds much dies slowly: -p processes with -m MiB of memory each. The first one also listens
// on a port of the loopback, "port N", and has the file of -l locked.
#include "common.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MEBIBYTES_MOST = 8192, PROCESSES_MOST = 16 };

static long mebibytes = 64, processes = 1;

/* In small pages, which take the kernel longest to give back. */
static void take_memory(void)
{
	size_t size = (size_t)mebibytes << 20;
	char *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (memory == MAP_FAILED)
		drill_die("mmap");
	madvise(memory, size, MADV_NOHUGEPAGE);
	memset(memory, 1, size);
}

static void take_port(void)
{
	struct sockaddr_in address = {.sin_family = AF_INET,
				      .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t size = sizeof(address);
	int listener = socket(AF_INET, SOCK_STREAM, 0);

	if (listener < 0 || bind(listener, (struct sockaddr *)&address, size) < 0 ||
	    listen(listener, 1) < 0 ||
	    getsockname(listener, (struct sockaddr *)&address, &size) < 0)
		drill_die("port");
	drill_say("port %d\n", ntohs(address.sin_port));
}

static void take_lock(const char *path)
{
	int file = open(path, O_RDWR);

	if (file < 0 || lockf(file, F_TLOCK, 0) < 0)
		drill_die(path);
}

int main(int argc, char **argv)
{
	const char *lock = NULL;
	int option;

	while ((option = getopt(argc, argv, "m:p:l:")) != -1) {
		if (option == 'm')
			mebibytes = drill_number(optarg, 1, MEBIBYTES_MOST);
		else if (option == 'p')
			processes = drill_number(optarg, 1, PROCESSES_MOST);
		else if (option == 'l')
			lock = optarg;
		else
			return 2;
	}
	drill_start();
	take_port();
	if (lock)
		take_lock(lock);
	for (long i = 1; i < processes; i++) {
		if (drill_fork() == 0) {
			take_memory();
			drill_member_linger();
		}
	}
	take_memory();
	drill_member();
	drill_ready((int)processes);
	drill_linger();
}
