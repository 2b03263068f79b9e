/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The words in which helper_signatures.def says what a helper takes and returns. They follow the
 * kernel's ARG_ and RET_ types without their prefixes; where kernels changed a name, the newest.
 * For whoever compiles the table in, and for the auditor, which reads the same from kernels.
 */
#ifndef BPFMEND_SIGNATURES_H
#define BPFMEND_SIGNATURES_H

enum { SIGNATURE_ARGUMENTS = 5 };

/*
 * What an argument or a returned value is. SIGNATURE_TYPE(NAME) in the order of this list.
 * Arguments:
 *	NONE		there is no such argument
 *	ANYTHING	any initialised register
 *	MAP		a map, known when the program is loaded
 *	MAP_KEY, MAP_VALUE	as many bytes as a key or a value of the map before it has
 *	MEM		as many bytes as the SIZE behind it says, or with FIXED as the table says
 *	SIZE, SIZE_OR_ZERO	the size of the MEM before it
 *	ALLOC_SIZE	a constant: the size of what is returned
 *	CTX		the program's context
 *	INT, LONG	4 or 8 aligned bytes to be written (kernels up to 6.10)
 *	STRING		text in a read-only map
 *	FUNC		a function of the program
 *	SOCK_COMMON, SOCKET, BTF_SOCK, BTF, PERCPU_BTF	pointers to objects of the kernel
 *	RINGBUF_MEM	what a reservation in a ring buffer returned
 *	SPIN_LOCK, TIMER, KPTR	places in a map's value
 *	STACK, DYNPTR	the stack, and a dynptr in it
 * Returned:
 *	INTEGER, VOID
 *	MAP_VALUE, SOCKET, TCP_SOCK, SOCK_COMMON, MEM, MEM_OR_BTF, BTF	pointers
 */
/* clang-format off: a list, one a line */
#define SIGNATURE_TYPES(TYPE) \
	TYPE(NONE)            \
	TYPE(ANYTHING)        \
	TYPE(MAP)             \
	TYPE(MAP_KEY)         \
	TYPE(MAP_VALUE)       \
	TYPE(MEM)             \
	TYPE(SIZE)            \
	TYPE(SIZE_OR_ZERO)    \
	TYPE(ALLOC_SIZE)      \
	TYPE(CTX)             \
	TYPE(INT)             \
	TYPE(LONG)            \
	TYPE(STRING)          \
	TYPE(FUNC)            \
	TYPE(SOCK_COMMON)     \
	TYPE(SOCKET)          \
	TYPE(BTF_SOCK)        \
	TYPE(BTF)             \
	TYPE(PERCPU_BTF)      \
	TYPE(RINGBUF_MEM)     \
	TYPE(SPIN_LOCK)       \
	TYPE(TIMER)           \
	TYPE(KPTR)            \
	TYPE(STACK)           \
	TYPE(DYNPTR)          \
	TYPE(SCALAR)          \
	TYPE(ARENA)           \
	TYPE(INTEGER)         \
	TYPE(VOID)            \
	TYPE(TCP_SOCK)        \
	TYPE(MEM_OR_BTF)
/* clang-format on */

enum signature_type {
#define SIGNATURE_TYPE(name) SIGNATURE_##name,
	SIGNATURE_TYPES(SIGNATURE_TYPE)
#undef SIGNATURE_TYPE
		SIGNATURE_TYPE_COUNT,
	SIGNATURE_KIND = 63,
};

/* Flags beside the type. SIGNATURE_FLAG(NAME, BIT). */
/* clang-format off: a list, one a line */
#define SIGNATURE_FLAGS(FLAG)                                          \
	FLAG(NULLABLE, 6) /* NULL is taken or returned */              \
	FLAG(RDONLY, 7) /* read-only memory is taken */                \
	FLAG(WRITE, 8) /* the verifier takes it for written */         \
	FLAG(UNINIT, 9) /* the same, and it need not be initialised */ \
	FLAG(RELEASE, 10) /* the reference is given up */              \
	FLAG(FIXED, 11) /* the prototype says the size */              \
	FLAG(ALIGNED, 12) /* to its size */                            \
	FLAG(RINGBUF, 13) /* of a ring buffer */                       \
	FLAG(LOCAL, 14) /* a dynptr of this kind */                    \
	FLAG(TRUSTED, 15)                                              \
	FLAG(RCU, 16)                                                  \
	FLAG(PERCPU, 17)                                               \
	FLAG(USER, 18)                                                 \
	FLAG(ALLOC, 19)
/* clang-format on */

enum signature_flag {
#define SIGNATURE_FLAG(name, bit) SIGNATURE_##name = 1 << (bit),
	SIGNATURE_FLAGS(SIGNATURE_FLAG)
#undef SIGNATURE_FLAG
};

#endif
