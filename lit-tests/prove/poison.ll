; What flags tell, and what they do not: a number that is not poison did not wrap; one that is not
; chosen, or is frozen, may have.
; RUN: %llvm-bin/opt -load %library -load-pass-plugin=%library -passes='print<bpfmend-proofs>' -disable-output %s 2>&1 | %filecheck %s
target datalayout = "e-m:e-p:64:64-i64:64-i128:128-n32:64-S128"
target triple = "bpf"

; CHECK-LABEL: flag:
; CHECK: entry 1 %y: unsigned 0 to 15,
define i8 @flag(i8 %x) {
entry:
  %y = lshr exact i8 %x, 4
  %use = xor i8 %y, 1
  ret i8 %use
}

; x is below 100 where x + 156 does not wrap, and where it does, sum is poison.
; CHECK-LABEL: depends:
; CHECK: entry 2 %sum: unsigned 0 to 99,
define i8 @depends(i8 %x) {
entry:
  %y = add nuw i8 %x, -100
  %sum = add i8 %y, 100
  %use = xor i8 %sum, 1
  ret i8 %use
}

; What is not chosen may be poison: nothing is known of x.
; CHECK-LABEL: not_chosen:
; CHECK-NOT: %chosen:
define i8 @not_chosen(i8 %x, i1 %c) {
entry:
  %y = add nuw i8 %x, -100
  %chosen = select i1 %c, i8 %x, i8 %y
  %use = xor i8 %chosen, 1
  ret i8 %use
}

; Frozen poison is any number.
; CHECK-LABEL: frozen:
; CHECK-NOT: %z:
; CHECK-LABEL: frozen_plain:
define i8 @frozen(i8 %x) {
entry:
  %low = and i8 %x, 7
  %y = add nuw i8 %low, -4
  %z = freeze i8 %y
  %use = xor i8 %z, 1
  ret i8 %use
}

; CHECK: entry 2 %z: unsigned 0 to 7,
define i8 @frozen_plain(i8 noundef %x) {
entry:
  %f = freeze i8 %x
  %z = and i8 %f, 7
  %use = xor i8 %z, 1
  ret i8 %use
}

; A branch on poison is undefined: behind it, x + 156 did not wrap.
; CHECK-LABEL: branched:
; CHECK: yes 0 %x: unsigned 0 to 99,
define i8 @branched(i8 %x) {
entry:
  %y = add nuw i8 %x, -100
  %c = icmp ne i8 %y, 7
  br i1 %c, label %yes, label %no
yes:
  %use = xor i8 %x, 1
  ret i8 %use
no:
  ret i8 0
}
