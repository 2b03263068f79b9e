// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Starts QEMU; see qemu.h. */
#include "lab/qemu.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "lab/boot-image.h"
#include "lab/process.h"
#include "lab/protocol.h"

/*
 * panic=-1 with -no-reboot ends QEMU at once where the kernel panics, oops=panic where it only
 * stumbles: a verdict from a kernel that has oopsed is none. The self-tests of the kernel's
 * cryptography take a third of an emulated boot. The kernel counts timer interrupts for ten ticks
 * of its own to see whether the timer works, and panics if an emulated machine on a busy host was
 * late with them; under KVM it skips that by itself. Nothing here may touch what the verifier
 * decides: mitigations=off, for one, would. The security modules are those that Debian's kernels
 * run by themselves, and bpf also where they do not (5.10): an LSM program can be attached there
 * all the same, and is never called. A kernel passes over those that it does not have.
 */
static const char kernel_words[] =
	"console=ttyS0 quiet panic=-1 oops=panic cryptomgr.notests no_timer_check "
	"lsm=lockdown,landlock,yama,integrity,apparmor,tomoyo,bpf,ipe";

#define MOST_WORDS 64

/* The command line while it grows; the words are freed with it. */
struct words {
	char *words[MOST_WORDS + 1];
	int count;
};

static void __attribute__((format(printf, 2, 3))) add(struct words *words, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	if (words->count < MOST_WORDS &&
	    vasprintf(&words->words[words->count], format, arguments) >= 0)
		words->count++;
	va_end(arguments);
}

static void add_option(struct words *words, const char *option, const char *value)
{
	add(words, "%s", option);
	add(words, "%s", value);
}

const char *qemu_processor(bool kvm, bool every_feature)
{
	/* Without RDRAND the first process that wants a random number waits for a second. */
	return kvm ? "host" : every_feature ? "max" : "qemu64,+rdrand";
}

/* A file for work stands where a kernel would have non-volatile memory: it is left alone there. */
static void add_memory(struct words *words, const struct qemu *qemu)
{
	if (qemu->ram < 0) {
		add_option(words, "-machine", "pc");
		add(words, "-m");
		add(words, "%u", qemu->memory);
		return;
	}
	add_option(words, "-machine", "pc,nvdimm=on,memory-backend=ram");
	add(words, "-m");
	add(words, "%uM,slots=1,maxmem=%uM", qemu->memory, qemu->memory + 1024);
	add(words, "-object");
	add(words, "memory-backend-file,id=ram,size=%uM,mem-path=/proc/self/fd/%d,share=%s",
	    qemu->memory, qemu->ram, qemu->ram_stays ? "off" : "on");
	add(words, "-object");
	add(words, "memory-backend-file,id=job,size=%u,mem-path=/proc/self/fd/%d,share=on",
	    JOB_SPACE, qemu->job);
	add_option(words, "-device", "nvdimm,memdev=job");
}

static void add_kernel(struct words *words, const struct qemu *qemu, int unpacked)
{
	add(words, "-kernel");
	if (unpacked >= 0)
		add(words, "/proc/self/fd/%d", unpacked);
	else
		add(words, "%s", qemu->image);
	add(words, "-initrd");
	add(words, "/proc/self/fd/%d", qemu->initramfs);
	add_option(words, "-append", kernel_words);
}

static void fill(struct words *words, const struct qemu *qemu, int unpacked)
{
	add(words, "qemu-system-x86_64");
	add(words, "-nodefaults");
	add(words, "-no-user-config");
	add(words, "-no-reboot");
	add_option(words, "-display", "none");
	add_option(words, "-accel", qemu->kvm ? "kvm" : "tcg,thread=single");
	add_option(words, "-cpu", qemu_processor(qemu->kvm, qemu->every_feature));
	add_option(words, "-smp", "1");
	add_memory(words, qemu);
	add_option(words, "-chardev", "stdio,id=console,signal=off");
	add_option(words, "-serial", "chardev:console");
	add(words, "-chardev");
	add(words, "socket,id=results,fd=%d", qemu->results);
	add_option(words, "-serial", "chardev:results");
	if (qemu->monitor >= 0) {
		add(words, "-chardev");
		add(words, "socket,id=monitor,fd=%d", qemu->monitor);
		add_option(words, "-mon", "chardev=monitor,mode=control");
	}
	if (qemu->image)
		add_kernel(words, qemu, unpacked);
	else
		add_option(words, "-incoming", "defer");
	/* The clock goes on at once where the guest sleeps. */
	if (qemu->counted)
		add_option(words, "-icount", "shift=2,sleep=off");
}

/* QEMU, and only QEMU, inherits the descriptors that it is told by number. */
static void let_inherit(const struct qemu *qemu, int unpacked, bool inherit)
{
	const int files[] = { unpacked,	 qemu->initramfs, qemu->results, qemu->monitor,
			      qemu->ram, qemu->job,	  qemu->device };

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		if (files[i] >= 0)
			fcntl(files[i], F_SETFD, inherit ? 0 : FD_CLOEXEC);
}

pid_t qemu_start(const struct qemu *qemu, struct failure *why)
{
	int unpacked = qemu->image ? boot_image_open(qemu->image) : -1;
	struct words words = { 0 };
	pid_t pid;

	fill(&words, qemu, unpacked);
	let_inherit(qemu, unpacked, true);
	pid = process_start(words.words, -1, qemu->console, qemu->console, why);
	let_inherit(qemu, unpacked, false);
	if (unpacked >= 0)
		close(unpacked);
	while (words.count)
		free(words.words[--words.count]);
	return pid;
}
