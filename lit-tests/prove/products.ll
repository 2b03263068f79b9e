; When a product with a constant wraps is told by a division, for constants of either sign. (The ends
; are looked for by halving, so they are a little apart.)
; RUN: %llvm-bin/opt -load %library -load-pass-plugin=%library -passes='print<bpfmend-proofs>' -disable-output %s 2>&1 | %filecheck %s
target datalayout = "e-m:e-p:64:64-i64:64-i128:128-n32:64-S128"
target triple = "bpf"

; From -120 to 120, and then from 0 to 240.
; CHECK-LABEL: signed:
; CHECK: %z: unsigned 0 to 241,
define i8 @signed(i8 %x) {
entry:
  %y = mul nsw i8 %x, 10
  %z = add i8 %y, 120
  %use = xor i8 %z, 1
  ret i8 %use
}

; CHECK-LABEL: negative:
; CHECK: %z: unsigned 0 to 241,
define i8 @negative(i8 %x) {
entry:
  %y = mul nsw i8 %x, -10
  %z = add i8 %y, 120
  %use = xor i8 %z, 1
  ret i8 %use
}

; Of -128 alone it is poison: from -127 to 127, and then from 0 to 254, which is next to all.
; CHECK-LABEL: minus_one:
; CHECK-NOT: %z:
define i8 @minus_one(i8 %x) {
entry:
  %y = mul nsw i8 %x, -1
  %z = add i8 %y, 127
  %use = xor i8 %z, 1
  ret i8 %use
}

; CHECK-LABEL: unsigned:
; CHECK: entry 1 %y: unsigned 0 to 251,
define i8 @unsigned(i8 %x) {
entry:
  %y = mul nuw i8 %x, 10
  %use = xor i8 %y, 1
  ret i8 %use
}

; Without a flag it is any.
; CHECK-LABEL: no_flag:
; CHECK-NOT: %z:
define i8 @no_flag(i8 %x) {
entry:
  %y = mul i8 %x, 10
  %z = add i8 %y, 120
  %use = xor i8 %z, 1
  ret i8 %use
}
