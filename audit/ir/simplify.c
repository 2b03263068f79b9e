// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* LLVM's passes over each file, in several processes; see simplify.h. */
#include "audit/ir/simplify.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <llvm-c/BitWriter.h>
#include <llvm-c/IRReader.h>
#include <llvm-c/Transforms/PassBuilder.h>

#include "audit/effects/externals.h"
#include "lab/interrupt.h"

#define MOST_CHILDREN 64

/*
 * Not instcombine, which makes each address a number of bytes from another and so takes away what
 * struct it is in. inline takes what is small; the rest is followed.
 */
static const char passes[] = "always-inline,function(sroa,early-cse,simplifycfg),"
			     "cgscc(inline),function(sroa,early-cse<memssa>,sccp,gvn,simplifycfg)";

/* A function whose effects are written down keeps its name, and with it what is known of it. */
static void keep_externals(LLVMModuleRef module)
{
	unsigned int inlined = LLVMGetEnumAttributeKindForName("alwaysinline", 12);
	unsigned int kept = LLVMGetEnumAttributeKindForName("noinline", 8);
	LLVMContextRef context = LLVMGetModuleContext(module);

	for (LLVMValueRef f = LLVMGetFirstFunction(module); f; f = LLVMGetNextFunction(f)) {
		size_t length;
		const char *name = LLVMGetValueName2(f, &length);

		if (LLVMIsDeclaration(f) || !externals_know(name))
			continue;
		LLVMRemoveEnumAttributeAtIndex(f, LLVMAttributeFunctionIndex, inlined);
		LLVMAddAttributeAtIndex(f, LLVMAttributeFunctionIndex,
					LLVMCreateEnumAttribute(context, kept, 0));
	}
}

static int simplify(LLVMModuleRef module, const char *source, struct failure *why)
{
	LLVMPassBuilderOptionsRef options = LLVMCreatePassBuilderOptions();
	LLVMErrorRef error;
	int result = 0;

	keep_externals(module);
	error = LLVMRunPasses(module, passes, NULL, options);
	LLVMDisposePassBuilderOptions(options);
	if (error) {
		char *text = LLVMGetErrorMessage(error);

		result = fail_with(why, -EINVAL, "%s: %s", source, text);
		LLVMDisposeErrorMessage(text);
	}
	return result;
}

static int parse(LLVMContextRef context, const char *file, LLVMModuleRef *module,
		 struct failure *why)
{
	LLVMMemoryBufferRef buffer;
	char *text = NULL;
	int result = 0;

	if (LLVMCreateMemoryBufferWithContentsOfFile(file, &buffer, &text))
		result = fail_with(why, -ENOENT, "cannot read %s: %s", file, text);
	else if (LLVMParseIRInContext(context, buffer, module, &text))
		result = fail_with(why, -EINVAL, "%s is no IR: %s", file, text);
	if (text)
		LLVMDisposeMessage(text);
	return result;
}

static bool is_newer(const char *file, const char *than)
{
	struct stat a, b;

	return !stat(file, &a) && !stat(than, &b) &&
	       (a.st_mtim.tv_sec > b.st_mtim.tv_sec ||
		(a.st_mtim.tv_sec == b.st_mtim.tv_sec && a.st_mtim.tv_nsec > b.st_mtim.tv_nsec));
}

static uint64_t simplified_hash(void)
{
	uint64_t hash = externals_hash();

	for (const char *at = passes; *at; at++)
		hash = (hash ^ (unsigned char)*at) * UINT64_C(0x100000001b3);
	return hash ^ hash >> 32;
}

/* Where what a file is simplified to is kept; what was for other rows, or by other passes, is not.
 */
static char *kept_name(const char *file)
{
	char *kept;

	return asprintf(&kept, "%s.%08x.bc", file, (unsigned int)simplified_hash()) < 0 ? NULL
											: kept;
}

/* Simplifies a file into kept, in a context of its own: types are numbered in a shared one. */
static int make_kept(const char *source, const char *file, const char *kept, struct failure *why)
{
	LLVMContextRef context = LLVMContextCreate();
	LLVMModuleRef module = NULL;
	char *partial;
	int result = parse(context, file, &module, why);

	if (!result)
		result = simplify(module, source, why);
	/* Whole, or not there. */
	if (!result && asprintf(&partial, "%s.%d", kept, (int)getpid()) < 0) {
		result = -ENOMEM;
	} else if (!result) {
		if (LLVMWriteBitcodeToFile(module, partial) || rename(partial, kept))
			result = fail_with(why, -EIO, "cannot write %s", kept);
		if (result)
			remove(partial);
		free(partial);
	}
	if (module)
		LLVMDisposeModule(module);
	LLVMContextDispose(context);
	return result;
}

int simplified_read(LLVMContextRef context, const char *source, const char *file,
		    LLVMModuleRef *module, struct failure *why)
{
	char *kept = kept_name(file);
	int result = kept ? 0 : -ENOMEM;

	if (kept && is_newer(kept, file) && !parse(context, kept, module, NULL)) {
		free(kept);
		return 0;
	}
	if (!result)
		result = make_kept(source, file, kept, why);
	if (!result)
		result = parse(context, kept, module, why);
	free(kept);
	return result;
}

/* A child's work: the next file that nobody has taken, until there is none. */
static void simplify_some(char *const *files, size_t count, atomic_size_t *next)
{
	size_t i;

	while (!interrupt_pending() && (i = atomic_fetch_add(next, 1)) < count) {
		char *kept = files[i] ? kept_name(files[i]) : NULL;

		if (kept && !is_newer(kept, files[i]))
			make_kept(files[i], files[i], kept, NULL);
		free(kept);
	}
}

void simplify_files(char *const *files, size_t count)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	pid_t children[MOST_CHILDREN];
	int started = 0;
	atomic_size_t *next = mmap(NULL, sizeof(*next), PROT_READ | PROT_WRITE,
				   MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (next == MAP_FAILED)
		return;
	atomic_init(next, 0);
	while (started < processors && started < MOST_CHILDREN && (size_t)started < count) {
		children[started] = fork();
		if (!children[started]) {
			simplify_some(files, count, next);
			_exit(0);
		}
		if (children[started] < 0)
			break;
		started++;
	}
	for (int i = 0; i < started; i++)
		while (waitpid(children[i], NULL, 0) < 0 && errno == EINTR)
			;
	munmap(next, sizeof(*next));
}
