/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * What programs of sockopt.bpf.c and traced.bpf.c tell of a buffer that a helper was to fill, and
 * attached.c reads: the array `buffers`, an element for each row here. For both compilers.
 */
#ifndef BPFMEND_AUDIT_PROBES_ATTACHED_H
#define BPFMEND_AUDIT_PROBES_ATTACHED_H

#define MARK 0x5a5a5a5a5a5a5a5aull
#define BYTES 64

/*
 * The numbers are those of the array; names are those of helpers. Those that end in "_cleared" are
 * calls that fail in a way for which the helper clears its buffer.
 */
#define PROBED_HELPERS(X)              \
	X(sock_ops_getsockopt)         \
	X(sock_ops_getsockopt_cleared) \
	X(copy_from_user_task)         \
	X(copy_from_user_task_cleared) \
	X(get_func_arg)                \
	X(get_stack_raw_tp)            \
	X(ima_inode_hash)              \
	X(ima_file_hash)               \
	X(probe_read_kernel_str)       \
	X(probe_read_user_str)         \
	X(probe_read_str)              \
	X(get_branch_snapshot)

#define ROW(name) AT_##name,
enum { PROBED_HELPERS(ROW) PROBED_COUNT };
#undef ROW

struct buffer_left {
	unsigned int calls; /* that were looked at; of the last: */
	unsigned int bytes; /* of the buffer */
	unsigned int left; /* as they were before the call */
	long returned;
};

struct results {
	struct buffer_left buffers[PROBED_COUNT];
	int watched; /* the process that programs look at */
};

#endif
