/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* The files of one saved machine state, and the folder of all; see state.h, whose matter it is. */
#ifndef BPFMEND_LAB_STATE_FILES_H
#define BPFMEND_LAB_STATE_FILES_H

#include "lab/state.h"

/* What names of folders begin with that are not ready, and of those that are being removed. */
#define STATE_DRAFT ".new-"
/* In such a folder; whoever holds it is at work. */
#define STATE_LOCK "lock"

/* The disk that all states may take, in bytes. */
unsigned long long state_files_limit(void);

/* As state_open(); any error but -ENOENT and -EOPNOTSUPP means that the folder is worth nothing. */
int state_files_open(const char *folder, const char *key, struct state *state);

/* Fill a new folder. Return 0 or a negative errno. */
int state_files_write(const char *folder, const char *key, int ram, int device);
int state_files_refuse(const char *folder, const char *key);

/* Removes a state's folder: for others it is there as a whole or not. */
void state_files_remove(const char *folder);

/* Removes what killed runs left, and of the states the oldest beyond the limit, but not keep. */
void state_files_tidy(const char *states, const char *keep);

#endif
