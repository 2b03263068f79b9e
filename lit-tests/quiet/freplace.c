// The argument of a program that replaces a function is what that was given: by its type it is memory,
// whose places may be chosen, or the context, whose may not.
//
// RUN: %clang %plugin -c %s -o %t.o 2>&1 | %filecheck %s --implicit-check-not=warning:
#include "bpf.h"

struct box {
	u32 which;
	u64 slot[8];
};

SEC("freplace/hook")
int memory(struct box *b)
{
	u32 i;

	if (!b)
		return 0;
	i = b->which;
	return i < 8 ? b->slot[i] : 0;
}

struct __sk_buff {
	u32 len, cb[5];
};

// CHECK: freplace.c:[[@LINE+6]]:17: warning: the context is read at an index that varies
SEC("freplace/hook")
int given(struct __sk_buff *skb)
{
	u32 i = skb->len;

	return i < 5 ? skb->cb[i] : 0;
}
