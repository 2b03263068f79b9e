/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * How long work tells the command how far it is. The lab calls, the command draws: a line that
 * is redrawn on a terminal, a plain line per finished step elsewhere.
 */
#ifndef BPFMEND_LAB_WATCH_H
#define BPFMEND_LAB_WATCH_H

/* Both may be NULL. text is one line without its newline and valid during the call only. */
struct watch {
	/* What goes on now: "6.12.117 boots"; replaces the last one. */
	void (*status)(void *context, const char *text);
	/* A step that is finished and worth keeping: "6.12.117 fetched, 11.1 MiB". */
	void (*done)(void *context, const char *text);
	void *context;
};

/* Format and pass on; watch may be NULL. */
void watch_status(const struct watch *watch, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void watch_done(const struct watch *watch, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
