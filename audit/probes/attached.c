// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Loads sockopt.bpf.c with CAP_BPF and CAP_NET_ADMIN and nothing else, or traced.bpf.c with all
 * that it has; attaches or runs each program, does what calls them, and prints of each helper how
 * much of its buffer it left as it was. To be run in a virtual machine, by bpfmend exec: it
 * attaches to the root of the control groups.
 *
 * usage: audit-attached OBJECT [all]
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <linux/perf_event.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "attached.h"
#include "capabilities.h"

/* An address that nothing is mapped at. */
#define NOWHERE 0x10000

static int attach(const struct bpf_program *program)
{
	int group, error;

	if (bpf_program__type(program) != BPF_PROG_TYPE_SOCK_OPS)
		return bpf_program__attach(program) ? 0 : -errno;
	group = open("/sys/fs/cgroup", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	error = group < 0
			? -errno
			: bpf_prog_attach(bpf_program__fd(program), group, BPF_CGROUP_SOCK_OPS, 0);
	if (group >= 0)
		close(group);
	return error;
}

/* Programs that are called by this: read_text() with the address of a text, and a syscall's. */
static int call(const struct bpf_program *program)
{
	static const char text[] = "abc";
	__u64 arguments[] = { (__u64)(unsigned long)text };
	LIBBPF_OPTS(bpf_test_run_opts, options);

	if (bpf_program__type(program) == BPF_PROG_TYPE_RAW_TRACEPOINT) {
		options.ctx_in = arguments;
		options.ctx_size_in = sizeof(arguments);
	}
	return bpf_prog_test_run_opts(bpf_program__fd(program), &options);
}

/* fentry's is attached, and running it calls what it is attached to. */
static int start(const struct bpf_program *program)
{
	const char *section = bpf_program__section_name(program);
	int error = 0;

	if (strcmp(section, "syscall") && strcmp(section, "raw_tp"))
		error = attach(program);
	if (!error && (!strcmp(section, "syscall") || !strcmp(section, "raw_tp") ||
		       !strncmp(section, "fentry/", 7)))
		error = call(program);
	if (error)
		fprintf(stderr, "%s: %s\n", bpf_program__name(program), strerror(-error));
	return error;
}

/*
 * An event for each processor, which has the stack of the process in what it is output with; to
 * memory that is only read here, and so is written again and again.
 */
static int open_events(const struct bpf_map *map)
{
	struct perf_event_attr attributes = { .type = PERF_TYPE_SOFTWARE,
					      .size = sizeof(attributes),
					      .config = PERF_COUNT_SW_BPF_OUTPUT,
					      .sample_period = 1,
					      .sample_type =
						      PERF_SAMPLE_RAW | PERF_SAMPLE_STACK_USER,
					      .sample_stack_user = 64 };

	for (int i = 0; i < libbpf_num_possible_cpus(); i++) {
		int event = (int)syscall(SYS_perf_event_open, &attributes, -1, i, -1,
					 PERF_FLAG_FD_CLOEXEC);
		void *ring = event < 0 ? MAP_FAILED
				       : mmap(NULL, 2 * (size_t)sysconf(_SC_PAGESIZE), PROT_READ,
					      MAP_SHARED, event, 0);
		int error = ring == MAP_FAILED
				    ? -errno
				    : bpf_map_update_elem(bpf_map__fd(map), &i, &event, BPF_ANY);

		if (error) {
			fprintf(stderr, "no event on processor %d: %s\n", i, strerror(-error));
			return error;
		}
	}
	return 0;
}

static int raise_loopback(void)
{
	struct ifreq request = { .ifr_name = "lo", .ifr_flags = IFF_UP | IFF_RUNNING };
	int socket_ = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	int error = socket_ < 0 || ioctl(socket_, SIOCSIFFLAGS, &request) ? -errno : 0;

	if (socket_ >= 0)
		close(socket_);
	return error;
}

/* One byte to itself over TCP. */
static int send_byte(void)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
				       .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof(address);
	int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int sender = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int error = raise_loopback();

	if (!error &&
	    (bind(listener, (struct sockaddr *)&address, size) || listen(listener, 1) ||
	     getsockname(listener, (struct sockaddr *)&address, &size) ||
	     connect(sender, (struct sockaddr *)&address, size) || send(sender, "x", 1, 0) != 1))
		error = -errno;
	close(listener);
	close(sender);
	return error;
}

/* A system call, its number is of no matter, while the stack is where none is. */
static void call_without_stack(void)
{
#ifdef __x86_64__
	long number = SYS_getpid;

	__asm__ volatile("mov %%rsp, %%r12\n\t"
			 "mov %1, %%rsp\n\t"
			 "syscall\n\t"
			 "mov %%r12, %%rsp"
			 : "+a"(number)
			 : "i"(NOWHERE)
			 : "rcx", "r11", "r12", "memory");
#endif
}

static int do_all(void)
{
	int file = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);

	if (file >= 0)
		close(file);
	call_without_stack();
	return send_byte();
}

static void print(const struct buffer_left *buffers)
{
#define ROW(name) #name,
	static const char *const names[] = { PROBED_HELPERS(ROW) };
#undef ROW

	for (unsigned int i = 0; i < PROBED_COUNT; i++)
		if (buffers[i].calls)
			printf("%s: %u of %u bytes are left, returned %ld\n", names[i],
			       buffers[i].left, buffers[i].bytes, buffers[i].returned);
}

static int run(struct bpf_object *object)
{
	const struct bpf_map *events = bpf_object__find_map_by_name(object, "events");
	struct bpf_map *memory = bpf_object__find_map_by_name(object, ".bss");
	struct results results = { .watched = getpid() };
	struct bpf_program *program;
	int error =
		memory ? bpf_map__set_initial_value(memory, &results, sizeof(results)) : -ENOENT;
	int first = 0;

	if (!error)
		error = bpf_object__load(object);
	if (!error && events)
		error = open_events(events);
	bpf_object__for_each_program (program, object)
		if (!error)
			error = start(program);
	if (!error)
		error = do_all();
	if (!error)
		error = bpf_map_lookup_elem(bpf_map__fd(memory), &first, &results);
	if (!error)
		print(results.buffers);
	return error;
}

int main(int argc, char **argv)
{
	struct bpf_object *object;
	int error;

	if (argc != 2 && argc != 3)
		return 2;
	error = argc == 2 ? keep_few_capabilities() : 0;
	object = error ? NULL : bpf_object__open_file(argv[1], NULL);
	if (object)
		error = run(object);
	if (!object || error)
		fprintf(stderr, "%s: %s\n", argv[1], strerror(error ? -error : errno));
	bpf_object__close(object);
	return object && !error ? 0 : 2;
}
