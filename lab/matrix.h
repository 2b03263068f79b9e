/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Every program of some objects, loaded on every kernel of a list: the question that the lab is
 * for. A verdict is one of three.
 *
 * accept  BPF_PROG_LOAD returned a program.
 * reject  The kernel was asked to load the program and said no. Mostly that is the verifier, and
 *         the message is its last words; a kernel that does not know the program's type, its
 *         attach type or its flags refuses before it writes a log, and the message is the errno's
 *         text. Both mean the same to whoever ships the program: not on this kernel.
 * error   There is no verdict. The kernel was never asked (a map could not be made, a type or an
 *         attach target is not in the kernel's BTF, libbpf does not know the section), had no
 *         memory to decide, took longer than the deadline; or the machine panicked, hung, or did
 *         not boot. Never counts as a rejection, still less as a pass.
 *
 * A program that was accepted can be run, too, with BPF_PROG_TEST_RUN over given inputs, or
 * attached and triggered. That says nothing of the verdict.
 *
 * A program is loaded alone: of its object's programs only it and those that object.h calls
 * along, but all of its object's maps.
 */
#ifndef BPFMEND_LAB_MATRIX_H
#define BPFMEND_LAB_MATRIX_H

#include <stdbool.h>
#include <stddef.h>

#include "lab/accel.h"
#include "lab/failure.h"
#include "lab/kernels.h"
#include "lab/load-options.h"
#include "lab/loader-job.h"
#include "lab/object.h"
#include "lab/settings.h"
#include "lab/test-run.h"
#include "lab/triggers.h"
#include "lab/watch.h"

enum verdict { VERDICT_ERROR, VERDICT_ACCEPT, VERDICT_REJECT };

/* One program on one kernel. */
struct matrix_cell {
	enum verdict verdict;
	int error; /* the kernel's errno, positive; 0 where there is none */
	bool untold; /* no kernel said it: the reason is the host's */
	char *message; /* why it was not accepted; "" if it was */
	/* As the verifier counted them; -1 where it did not tell. */
	long long insns; /* of the program that the kernel was given */
	long long processed; /* walked through by the verifier */
	long long states;
	long long peak_states;
	long long microseconds; /* from 5.2 on: what verification took, by the kernel's clock */
	char *log; /* the verifier's whole log, or its end; NULL unless asked for */
	/* Of the runs that were asked for, if it was accepted: */
	int *returns; /* what each returned, or a trigger's variable held, in order; may be NULL
			 where return_count is 0 */
	size_t return_count; /* all ran if there are as many as were asked for, and only then */
	char *note; /* what was done in its loader's place, and what was left out; NULL for nothing
		     */
	char *wrong; /* of what was accepted, how the kernel is known to run it wrongly; NULL where
			nothing is known. The caller's to find out; freed with the rest */
	char *run_trouble; /* why the next one could not be run; NULL if all ran */
};

struct matrix {
	const struct kernel_images *kernels; /* the caller's */
	const struct object *objects; /* the caller's */
	size_t object_count;
	size_t program_count; /* of all objects together: the rows */
	struct matrix_cell *cells; /* kernels->count columns of program_count cells */
};

struct matrix_options {
	unsigned int jobs; /* machines at a time; 0 for the number of cores */
	enum accel accel;
	/*
	 * Called for each cell when its verdict has come, but not for those that none comes for. A
	 * kernel that is booted a second time (vms.h) says all of its own again.
	 */
	void (*row)(void *context, const struct matrix *matrix, size_t kernel, size_t program);
	void *context;
	bool log; /* ask for whole logs: loads every program twice */
	unsigned int program_seconds; /* deadline of one program; 0 for the default, 120; running
					 included */
	/* One for each program of all objects, or NULL: run none, attach none, load all as usual.
	 */
	const struct test_runs *runs;
	const struct triggers *triggers; /* a program with triggers has no runs */
	/* Stand in for the objects' loaders, and with these settings; NULL: load objects as they
	 * are. */
	const struct settings *settings;
	/* Run this in place of the lab's own loader: objects are from loader_object(). Or NULL. */
	const struct loader *loader;
	const struct load_options *loads; /* a program with its run has neither */
};

/*
 * Boots every kernel once and fills the matrix. Returns 0 when every cell has its verdict, errors
 * included; the matrix is then to be freed with matrix_free() before kernels and objects. A
 * negative errno where nothing could be tried: -EINTR on Ctrl-C, -ENOENT without QEMU.
 */
int matrix_run(const struct kernel_images *kernels, const struct object *objects,
	       size_t object_count, const struct matrix_options *options, const struct watch *watch,
	       struct matrix *matrix, struct failure *why);

/* The cell of the program with this number, counted over all objects, on a kernel. */
struct matrix_cell *matrix_at(const struct matrix *matrix, size_t kernel, size_t program);

/* The number of the first program of an object. */
size_t matrix_first_program(const struct matrix *matrix, size_t object);

/* "accept", "reject" or "error". */
const char *verdict_name(enum verdict verdict);

void matrix_free(struct matrix *matrix);

#endif
