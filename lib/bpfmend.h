/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * libbpfmend: what the running kernel's verifier makes of the code that bpfmend is about, found by
 * asking it. For loaders that ship one object to kernels they never saw, with backports that no
 * version tells.
 *
 *	struct bpfmend_answers *answers;
 *	int error = bpfmend_probe(&answers, NULL);
 *
 *	if (!error && bpfmend_answers__find(answers, "helper-write", "bpf_d_path") != BPFMEND_NO)
 *		bpf_program__set_autoload(skeleton->progs.guard_plain, false);
 *	bpfmend_answers__free(answers);
 *
 * A question is about one form of a hazard (bpfmend-hazards(7)), or about one helper. Two programs
 * of a few instructions are loaded for it and put away again, neither attached nor run: the
 * control, which every kernel must take, and one that differs from it in what is asked. The answer
 * hangs on which of them the kernel takes, and on nothing else: no version is compared, no log is
 * asked for. Where the control is refused nothing is known: the answer is BPFMEND_UNKNOWN with the
 * kernel's errno, never BPFMEND_NO.
 *
 * The answers are for a process with the capabilities of this one: a verifier refuses more to
 * those who have few. Whoever may load tracing programs and programs of the network, with CAP_BPF,
 * CAP_PERFMON and CAP_NET_ADMIN or as root, gets them all.
 *
 * No function keeps anything between calls, so all may be called from any thread. Each that returns
 * an int returns 0 or a negative errno. Relies on libbpf, which does what it always does: before
 * 5.11 it raises the limit of locked memory, unless libbpf_set_memlock_rlimit() was told otherwise.
 */
#ifndef BPFMEND_H
#define BPFMEND_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

#define BPFMEND_API __attribute__((visibility("default")))

/* Whether the kernel has the trouble that is asked about. */
enum bpfmend_verdict {
	BPFMEND_UNKNOWN, /* it was not to be found out; the answer's error says why */
	BPFMEND_NO,
	BPFMEND_YES, /* the code needs the mend; or the kernel believes what is not true */
};

enum bpfmend_kind {
	BPFMEND_KIND_REFUSED, /* yes: the kernel refuses correct code that another one takes */
	BPFMEND_KIND_BELIEVED, /* yes: the kernel takes a program and runs it wrongly */
	BPFMEND_KIND_NONE, /* no kernel is asked, and text says why */
};

/* What is asked. Later versions of the library may add fields at the end. */
struct bpfmend_question {
	const char *hazard; /* "zero-read", as in bpfmend-hazards(7) */
	const char *form; /* "seen", "bpf_d_path", ...; "" for the plain one */
	const char *text; /* a sentence that is true where the answer is yes; of KIND_NONE, why */
	enum bpfmend_kind kind;
};

/* The questions of this version of the library, by their place from 0 on; NULL behind the last. */
BPFMEND_API const struct bpfmend_question *bpfmend_question__at(size_t place);

/* Zero-initialise, and set sz: later versions may add fields at the end. */
struct bpfmend_probe_opts {
	size_t sz; /* sizeof(struct bpfmend_probe_opts) */
	const char *hazard; /* only this hazard's questions; NULL: all */
	const char *form; /* with hazard, only this form of it; NULL: all */
};

/* The answers of one kernel. */
struct bpfmend_answers;

/* One of them, owned by the answers. */
struct bpfmend_answer {
	const struct bpfmend_question *question;
	enum bpfmend_verdict verdict; /* of a question that was not put: BPFMEND_UNKNOWN, error 0 */
	int error; /* of BPFMEND_UNKNOWN: a negative errno */
};

/*
 * Puts the questions to the running kernel. opts may be NULL. Returns 0 and *answers, to be freed
 * with bpfmend_answers__free(); -EPERM where this process may load no programs at all; -ENOENT
 * where opts has a hazard or form that there is not; -EINVAL where opts cannot be read; or another
 * negative errno, and *answers is then NULL.
 */
BPFMEND_API int bpfmend_probe(struct bpfmend_answers **answers,
			      const struct bpfmend_probe_opts *opts);

/* By the question's place; NULL behind the last. */
BPFMEND_API const struct bpfmend_answer *bpfmend_answers__at(const struct bpfmend_answers *answers,
							     size_t place);

/* The verdict for one form of a hazard; BPFMEND_UNKNOWN also for what is no question. */
BPFMEND_API enum bpfmend_verdict bpfmend_answers__find(const struct bpfmend_answers *answers,
						       const char *hazard, const char *form);

/* How many programs the kernel was given for all of that. */
BPFMEND_API size_t bpfmend_answers__loads(const struct bpfmend_answers *answers);

/* Also of NULL. */
BPFMEND_API void bpfmend_answers__free(struct bpfmend_answers *answers);

#ifdef __cplusplus
}
#endif

#endif
