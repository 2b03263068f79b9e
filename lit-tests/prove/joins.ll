; Merges, calls and memory: a phi is what the edges' conditions say, an argument what the callers
; give, two loads are two numbers.
; RUN: %llvm-bin/opt -load %library -load-pass-plugin=%library -passes='print<bpfmend-proofs>' -disable-output %s 2>&1 | %filecheck %s
target datalayout = "e-m:e-p:64:64-i64:64-i128:128-n32:64-S128"
target triple = "bpf"

; Which way was gone tells what both numbers are.
; CHECK-LABEL: correlated:
; CHECK: join 3 %sum: unsigned 0 to 100,
define i8 @correlated(i8 %x) {
entry:
  %c = icmp ult i8 %x, 50
  br i1 %c, label %low, label %join
low:
  br label %join
join:
  %a = phi i8 [ 100, %low ], [ 0, %entry ]
  %b = phi i8 [ 0, %low ], [ 99, %entry ]
  %sum = add i8 %a, %b
  %use = xor i8 %sum, 1
  ret i8 %use
}

; CHECK-LABEL: either:
; CHECK: use 0 %x: unsigned 0 to 49,
define i8 @either(i8 %x, i8 %y) {
entry:
  %c = icmp ult i8 %x, 50
  br i1 %c, label %use, label %more
more:
  %d = icmp ult i8 %x, 20
  br i1 %d, label %use, label %out
use:
  %r = xor i8 %x, 1
  ret i8 %r
out:
  ret i8 0
}

; CHECK-LABEL: switched:
; CHECK: use 0 %x: unsigned 0 to 7,
define i8 @switched(i8 %x) {
entry:
  switch i8 %x, label %out [ i8 3, label %use
                             i8 7, label %use ]
use:
  %r = xor i8 %x, 1
  ret i8 %r
out:
  ret i8 0
}

; The same address twice, but perhaps another content.
; CHECK-LABEL: loaded_twice:
; CHECK: yes 1 %a: unsigned 0 to 9,
; CHECK-NOT: %b:
define i8 @loaded_twice(ptr %p) {
entry:
  %a = load i8, ptr %p
  %c = icmp ult i8 %a, 10
  br i1 %c, label %yes, label %no
yes:
  %b = load i8, ptr %p
  %use = xor i8 %a, 1
  %use2 = xor i8 %b, 1
  %r = add i8 %use, %use2
  ret i8 %r
no:
  ret i8 0
}

; CHECK-LABEL: given:
; CHECK: entry 0 %x: unsigned 0 to 40,
define internal i8 @given(i8 %x) noinline {
entry:
  %r = xor i8 %x, 1
  ret i8 %r
}

; CHECK-LABEL: returns:
define internal i8 @returns(i8 %x) noinline {
entry:
  %c = icmp ult i8 %x, 30
  %r = select i1 %c, i8 %x, i8 0
  ret i8 %r
}

; Its assembly returns something.
; CHECK-LABEL: naked:
define internal i8 @naked() naked noinline {
  call void asm sideeffect "r0 = 150\0Aexit", ""()
  unreachable
}

; CHECK-LABEL: calls:
; CHECK: entry 2 %r: unsigned 0 to {{29|30}},
; CHECK-NOT: %n:
define i8 @calls(i8 %x) {
entry:
  %low = and i8 %x, 31
  %r = call i8 @returns(i8 %low)
  %g = call i8 @given(i8 %r)
  %g2 = call i8 @given(i8 40)
  %n = call i8 @naked()
  %use = xor i8 %n, 1
  ret i8 %use
}

; An empty assembly whose operand is its result hands the number on.
; CHECK-LABEL: handed_on:
; CHECK: yes 0 %y: unsigned 0 to 9,
define i8 @handed_on(i8 %x) {
entry:
  %c = icmp ult i8 %x, 10
  br i1 %c, label %go, label %no
go:
  %y = call i8 asm sideeffect "", "=r,0,~{memory}"(i8 %x)
  br label %yes
yes:
  %r = xor i8 %y, 1
  ret i8 %r
no:
  ret i8 0
}
