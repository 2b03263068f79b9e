/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * A verifier's log as somebody has it: as the kernel wrote it, as libbpf printed it, with the
 * prefixes of dmesg or journald, of any log level, cut at its beginning. A log of several programs
 * has a part for each, where libbpf said which. Relies on lab/verifier-log.h for the last words.
 */
#ifndef BPFMEND_EXPLAIN_LOG_H
#define BPFMEND_EXPLAIN_LOG_H

#include <stddef.h>
#include <stdint.h>

/* An instruction as the log has it: "12: (85) call ...". */
struct logged {
	size_t place;
	uint8_t code;
};

/* What one program's log says. */
struct log_part {
	char *program; /* as libbpf named it; NULL where nothing does */
	char *words; /* the last words, without a line's end */
	char *before; /* the line before them, where it is the verifier's words too; or NULL */
	struct logged *instructions; /* in the order walked; the last is the one that was refused */
	size_t instruction_count;
	char *source; /* the source line that the log names last: "x = y;"; or NULL */
	char *file; /* its file, from 6.9 on; or NULL */
	unsigned int line;
};

struct verifier_logs {
	struct log_part *parts;
	size_t count;
};

/*
 * Reads the parts in which a program is refused. Returns 0; -ENODATA where the text has none; or
 * -ENOMEM. verifier_logs_free() in any case.
 */
int verifier_logs_read(const char *text, struct verifier_logs *logs);
void verifier_logs_free(struct verifier_logs *logs);

#endif
