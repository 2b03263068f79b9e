// A number that a static function is given beside an address on the stack, and that it takes as an
// index into something else: no address comes of it.
//
// RUN: %clang %plugin -mllvm -bpfmend-mode=mend -S -o - %s 2>&1 | %filecheck %s

typedef unsigned char u8;

u8 array[64];

static __attribute__((noinline)) int put(u8 *from, unsigned long i)
{
	array[i] = *from;
	return from[i & 7];
}

static __attribute__((noinline)) int either(u8 *from, _Bool first)
{
	u8 *at = first ? array : from;

	*at = 1;
	return from[7];
}

struct __sk_buff {
	unsigned int len, pkt_type, mark;
};

// CHECK-LABEL: prog:
// CHECK-LABEL: put:
// CHECK-LABEL: either:
__attribute__((section("socket"), used)) int prog(struct __sk_buff *skb)
{
	u8 bytes[8] = { 1, 2, 3 };

	asm volatile("" ::"r"(bytes) : "memory");
	return put(bytes, skb->mark % 60) + either(bytes, skb->len & 1);
}
