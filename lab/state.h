/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Saved machine states in the cache: states/NAME/ holds "ram", the guest's memory (a sparse file
 * that is mapped as it is), "device", what QEMU wrote of the rest, and "about", which says what the
 * state belongs to and how its files look when they are whole. A folder appears whole under its
 * name or not at all; several runs may make, use and remove states at once.
 *
 * A state belongs to a kernel image, a guest program, a QEMU and the machine that it was given.
 * Files count as the same as long as their place, size and times are. Whatever is not as "about"
 * says is removed. After the host was booted again a state is read once as a whole before it is
 * used: a power cut may have left holes.
 *
 * All states together take at most BPFMEND_STATES_LIMIT MiB of disk (4096 by default): those that
 * were not used for longest go first. 0 means that no state is made and none is used.
 */
#ifndef BPFMEND_LAB_STATE_H
#define BPFMEND_LAB_STATE_H

#include <stddef.h>

/* What a state belongs to. */
struct state_key {
	char *text;
	char name[17]; /* of its folder */
};

/* Descriptors of its files. */
struct state {
	int ram, device;
};

/*
 * Fills the key for a kernel image, QEMU and the guest as they are now; machine names what else
 * matters ("tcg qemu64 512"). Returns 0, and the key is to be freed with state_key_free(); or a
 * negative errno: there can be no state.
 */
int state_key_make(struct state_key *key, const char *image, const char *machine);
void state_key_free(struct state_key *key);

/*
 * Opens the state. Returns 0 and descriptors (close-on-exec) to be closed with state_close();
 * -ENOENT where there is none, or no longer, for it was not as it should be; -EOPNOTSUPP where
 * state_refuse() said that there can be none; or another negative errno.
 */
int state_open(const struct state_key *key, struct state *state);
void state_close(struct state *state);

/*
 * Writes the state of a machine that stands still: its memory and its devices, by descriptors that
 * stay the caller's. What others wrote meanwhile stays. Returns 0 or a negative errno, and then
 * there is nothing of it on the disk.
 */
int state_save(const struct state_key *key, int ram, int device);

/* Remembers that this kernel cannot be given work later. */
void state_refuse(const struct state_key *key);

/* Removes the state, if there is one. Machines that run from it are not concerned. */
void state_discard(const struct state_key *key);

#endif
