/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The guest: PID 1 of the lab's virtual machines, one static program. init.c prepares the system
 * and reads the job, work.c and unpack.c get it where it comes later, load.c (with prepare.c,
 * attempt.c, privilege.c, test-run.c, attach.c and pull.c) and run.c do it, loader.c runs loaders
 * of others, probe.c asks the kernel, network.c gives them a network, report.c sends the answers of
 * protocol.h.
 */
#ifndef BPFMEND_LAB_GUEST_GUEST_H
#define BPFMEND_LAB_GUEST_GUEST_H

#include <json-c/json.h>
#include <stdint.h>
#include <sys/types.h>

/* Opens the port to the host. Returns 0 or a negative errno. */
int report_open(void);

/* Sends one line and lets go of it. A line that cannot be sent is a line that does not come. */
void report(struct json_object *line);

/* A line of the given kind, to be filled and given to report(). */
struct json_object *report_line(const char *kind);

/* Sends a "trouble" line. */
void report_trouble(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Reads one line from the host, without its newline. Returns 0 or a negative errno. */
int report_read_line(char *line, size_t size);

/* Waits until everything that was sent is on the wire. */
void report_flush(void);

/*
 * Says that the guest is ready and waits until it is told that its work is there; then unpacks it.
 * Return 0, or a negative errno: there is none.
 */
int work_wait(void);
int work_unpack(void);

/* Unpacks an initramfs into the root. Returns 0 or a negative errno, and may have said why. */
int unpack(const char *archive, size_t size);

/* Do the job; they report what they find. */
void load_job(struct json_object *job);
void run_job(struct json_object *job);
void loader_job(struct json_object *job);
void probe_job(void);

/*
 * In a child: becomes the command, in that directory, with the environment that commands have and
 * these descriptors as its output and error. Does not return.
 */
void command_become(const char *path, char *const argv[], const char *directory, int out, int err)
	__attribute__((noreturn));

/* Programs that are tested with BPF_PROG_TEST_RUN or over sockets need the loopback device. */
void network_bring_up(void);

/* IPv4 is forwarded, and there is a route to this one address, by the loopback device. */
#define GUEST_ROUTE_TO "10.1.2.3"
#define GUEST_ROUTE_METRIC 7
void network_make_route(void);

/* Runs a loaded program and adds to its row what it returned, or why it could not be run. */
struct bpf_program;
struct test_runs;
void test_run_all(const struct bpf_program *program, const struct test_runs *runs,
		  struct json_object *row);
/* The same, once, with zeroes, whatever its type is. */
void test_run_zeroes(const struct bpf_program *program, struct json_object *row);

/*
 * From privilege_limit() to privilege_restore() the process has these capabilities only. Both
 * return NULL, or a sentence that says what could not be done.
 */
const char *privilege_limit(uint64_t capabilities);
const char *privilege_restore(void);

/* Attaches a loaded program and adds to its row what came of the triggers, or why nothing did. */
struct bpf_object;
struct triggers;
void attach_and_trigger(struct bpf_object *object, const struct bpf_program *program,
			const struct triggers *triggers, struct json_object *row);

/* Puts in place what a trigger needs, before anything is attached. Returns 0 or a negative errno.
 */
struct trigger;
int trigger_prepare(const struct trigger *trigger);

/* A process that waits to pull a trigger. */
struct pulled {
	pid_t pid;
	int start;
	int said;
};

/* Starts the process. Returns 0, and trigger_pull() must follow, or a negative errno. */
int trigger_begin(const struct trigger *trigger, struct pulled *pulled);

/*
 * Lets it act and waits for its end. Returns 0 and what the action came to, 0 or a negative errno;
 * or a negative errno where that is not known.
 */
int trigger_pull(struct pulled *pulled, int *outcome);

/* What came of lines that a child writes. Zero but for file; free text. */
struct line_reader {
	int file;
	char *text;
	size_t start, length, room;
};

/*
 * Reads the next line, without its newline, into *line, good until the next call. Returns 0;
 * -ETIMEDOUT where it does not come within so many seconds; -EPIPE where there will be none; or
 * another negative errno.
 */
int read_line(struct line_reader *reader, int seconds, char **line);

/* Milliseconds from now until seconds after start (CLOCK_MONOTONIC), 0 if that is past. */
struct timespec;
int milliseconds_until(const struct timespec *start, int seconds);

#endif
