// To ask whether a call is a barrier must not create one: of a call that returns nothing there is
// none, and an LLVM with assertions stops. The checked plugin does so, too, in mode "warn".
//
// RUN: %clang %plugin -c %s -o %t.o 2>&1 | %filecheck %s
// CHECK: "bitwise operator |= on pointer prohibited"

struct __sk_buff {
	unsigned int len, pkt_type, mark;
};

__attribute__((section("socket"), used)) int prog(struct __sk_buff *skb)
{
	unsigned char bytes[16] = {};

	asm volatile("" ::"r"(bytes) : "memory");
	return bytes[skb->mark & 7];
}
