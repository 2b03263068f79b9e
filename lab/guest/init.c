// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * PID 1 of the lab's virtual machines: mounts what BPF programs and their tools look for, reads
 * the job that came in the initramfs, does it, says "done" and powers off. Whatever goes wrong
 * before that leaves the host without a "done", which it takes for a crash.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "lab/guest/guest.h"
#include "lab/protocol.h"

struct filesystem {
	const char *type;
	const char *place;
	bool needed; /* a kernel may be built without the others */
};

/* In this order: some stand on others. */
static const struct filesystem filesystems[] = {
	{ "devtmpfs", "/dev", true },
	{ "proc", "/proc", true },
	{ "sysfs", "/sys", true },
	{ "bpf", "/sys/fs/bpf", true },
	{ "debugfs", "/sys/kernel/debug", false },
	{ "tracefs", "/sys/kernel/tracing", false },
	{ "securityfs", "/sys/kernel/security", false },
	{ "cgroup2", "/sys/fs/cgroup", false },
};

/* Returns the type of the file system that could not be mounted, or NULL. */
static const char *mount_all(void)
{
	for (size_t i = 0; i < sizeof(filesystems) / sizeof(filesystems[0]); i++) {
		const struct filesystem *fs = &filesystems[i];

		mkdir(fs->place, 0755);
		if (mount(fs->type, fs->place, fs->type, 0, NULL) && fs->needed)
			return fs->type;
	}
	return NULL;
}

/* The root is a file system in memory and holds what the host sent, perhaps below these, too. */
static void make_folders(void)
{
	static const char *const folders[] = { "/tmp", "/run", "/var/tmp", "/dev/shm" };

	mkdir("/var", 0755);
	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
		mkdir(folders[i], 0755);
		chmod(folders[i], 01777);
	}
}

/* Before 5.11 maps and programs are charged to the locked-memory limit, 64 KiB by default. */
static void lift_limits(void)
{
	const struct rlimit unlimited = { RLIM_INFINITY, RLIM_INFINITY };

	setrlimit(RLIMIT_MEMLOCK, &unlimited);
}

static void say_hello(void)
{
	struct json_object *line = report_line(EVENT_HELLO);
	struct utsname system;

	uname(&system);
	json_object_object_add(line, HELLO_RELEASE, json_object_new_string(system.release));
	report(line);
}

static void do_job(void)
{
	struct json_object *job = json_object_from_file(GUEST_JOB);
	const char *kind = json_object_get_string(json_object_object_get(job, JOB_KIND));

	if (!kind)
		report_trouble("there is no job in %s", GUEST_JOB);
	else if (!strcmp(kind, JOB_LOAD))
		load_job(job);
	else if (!strcmp(kind, JOB_EXEC))
		run_job(job);
	else if (!strcmp(kind, JOB_LOADER))
		loader_job(job);
	else if (!strcmp(kind, JOB_PROBE))
		probe_job();
	else
		report_trouble("unknown job '%s'", kind);
	json_object_put(job);
}

int main(void)
{
	const char *missing;
	bool comes_later;
	int error;

	/* Triggers execute copies of this program. */
	if (getpid() != 1)
		return 0;
	missing = mount_all();
	error = report_open();
	if (error) {
		fprintf(stderr, "%s: %s\n", GUEST_PORT, strerror(-error));
		return 1; /* the end of PID 1 is a panic, and that the host sees */
	}
	make_folders();
	lift_limits();
	comes_later = access(GUEST_JOB, F_OK);
	if (comes_later)
		error = work_wait();
	say_hello();
	if (comes_later && !error)
		error = work_unpack();
	if (missing)
		report_trouble("cannot mount %s", missing);
	else if (error)
		report_trouble("there is no work: %s", strerror(-error));
	else
		do_job();
	report(report_line(EVENT_DONE));
	report_flush();
	reboot(RB_POWER_OFF);
	return 1;
}
